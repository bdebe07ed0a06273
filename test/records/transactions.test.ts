import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Prisma } from '../../src/records/client/client.ts'
import { write } from '../../src/records/database.ts'
import { rowsOf, run } from '../../src/records/direct.ts'
import { writeTogether } from '../../src/records/together.ts'
import { startWorker, tempDatabase } from './places.ts'

const one = { key: 'count', value: 0 }

/** A promise and the function that fulfils it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('in one process', () => {
  test('fifty read-and-write transactions at once lose nothing', async () => {
    const { db } = await tempDatabase()
    await db.setting.create({ data: one })
    const add = () =>
      write(db, async (tx) => {
        const { value } = await tx.setting.findUniqueOrThrow({ where: { key: 'count' } })
        await sleep(1)
        await tx.setting.update({ where: { key: 'count' }, data: { value: Number(value) + 1 } })
      })
    await Promise.all(Array.from({ length: 50 }, add))
    expect((await db.setting.findUniqueOrThrow({ where: { key: 'count' } })).value).toBe(50)
  })

  test('a plain write outlives an unrelated transaction that is rolled back', async () => {
    const { db } = await tempDatabase()
    const begun = gate()
    const end = gate()
    const failing = write(db, async (tx) => {
      await tx.setting.create({ data: { key: 'inside', value: 1 } })
      begun.open()
      await end.opened
      throw new Error('rolled back')
    })
    await begun.opened
    const outside = db.setting.create({ data: { key: 'outside', value: 1 } })
    end.open()
    await expect(failing).rejects.toThrow('rolled back')
    await outside
    expect((await db.setting.findMany()).map(({ key }) => key)).toEqual(['outside'])
  })

  test('what is asked of the driver stays in its own database, however many are open', async () => {
    const all = await Promise.all(Array.from({ length: 3 }, tempDatabase))
    const work = all.flatMap(({ db }, n) =>
      Array.from({ length: 20 }, (_, i) =>
        writeTogether(
          db,
          async (tx) => {
            await run(tx, Prisma.sql`INSERT INTO "Setting" ("key", "value") VALUES (${`${n}-${i}`}, ${String(n)})`)
            await sleep(1)
            return rowsOf<{ value: number }>(tx, Prisma.sql`SELECT DISTINCT "value" FROM "Setting"`)
          },
          'rows',
        ),
      ),
    )
    expect(await Promise.all(work)).toEqual(all.flatMap((_, n) => Array.from({ length: 20 }, () => [{ value: n }])))
  })

  test('what is not committed is not seen, and reading does not wait for it', async () => {
    const { db } = await tempDatabase()
    await write(db, async (tx) => {
      await tx.setting.create({ data: one })
      expect(await db.setting.count()).toBe(0)
      expect(await tx.setting.count()).toBe(1)
    })
    expect(await db.setting.count()).toBe(1)
  })

  test('whoever asked first goes first', async () => {
    const { db } = await tempDatabase()
    const order: number[] = []
    const work = (n: number) => write(db, async () => void order.push(n))
    await Promise.all([1, 2, 3, 4, 5].map(work))
    expect(order).toEqual([1, 2, 3, 4, 5])
  })

  test('a failed part is taken back alone', async () => {
    const { db } = await tempDatabase()
    await write(db, async (tx) => {
      await tx.setting.create({ data: { key: 'kept', value: 1 } })
      const part = tx.$transaction(async (inner) => {
        await inner.setting.create({ data: { key: 'taken back', value: 1 } })
        throw new Error('only this part')
      })
      await expect(part).rejects.toThrow('only this part')
      await tx.setting.create({ data: { key: 'kept too', value: 1 } })
    })
    expect((await db.setting.findMany()).map(({ key }) => key)).toEqual(['kept', 'kept too'])
  })

  test('an insert that fails does not spoil the transaction', async () => {
    const { db } = await tempDatabase()
    await write(db, async (tx) => {
      await tx.setting.create({ data: one })
      await expect(tx.setting.create({ data: one })).rejects.toMatchObject({ code: 'P2002' })
      await tx.setting.create({ data: { key: 'after', value: 1 } })
    })
    expect(await db.setting.count()).toBe(2)
  })

  test('a transaction that takes too long is rolled back, and the next one has its turn', async () => {
    const { db } = await tempDatabase()
    const late = gate()
    const slow = db.$transaction(
      async (tx) => {
        await tx.setting.create({ data: one })
        await late.opened
        await tx.setting.create({ data: { key: 'late', value: 1 } })
      },
      { timeout: 50 },
    )
    const next = write(db, (tx) => tx.setting.create({ data: { key: 'next', value: 1 } }))
    await next
    late.open()
    await expect(slow).rejects.toMatchObject({ code: 'P2028' })
    expect((await db.setting.findMany()).map(({ key }) => key)).toEqual(['next'])
  })

  test('several statements given at once are one transaction', async () => {
    const { db } = await tempDatabase()
    const both = [db.setting.create({ data: one }), db.setting.create({ data: one })]
    await expect(db.$transaction(both)).rejects.toMatchObject({ code: 'P2002' })
    expect(await db.setting.count()).toBe(0)
  })
})

describe('with a second process on the same file', () => {
  test('read-and-write transactions of both lose nothing', async () => {
    const { db, file } = await tempDatabase()
    await db.setting.create({ data: one })
    const other = startWorker('count', file, '100')
    for (let i = 0; i < 100; i++) {
      await write(db, async (tx) => {
        const { value } = await tx.setting.findUniqueOrThrow({ where: { key: 'count' } })
        await tx.setting.update({ where: { key: 'count' }, data: { value: Number(value) + 1 } })
      })
    }
    expect(await other.ended).toContain('done')
    expect((await db.setting.findUniqueOrThrow({ where: { key: 'count' } })).value).toBe(200)
  })

  test('while the other one holds the database, this one reads, stays awake, and then writes', async () => {
    const { db, file } = await tempDatabase()
    const other = startWorker('hold', file)
    await other.said('holding')
    let longest = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    const writing = Promise.all([
      db.setting.create({ data: one }),
      write(db, (tx) => tx.setting.create({ data: { key: 'second', value: 2 } })),
    ])
    let written = false
    writing.then(() => {
      written = true
    })
    expect(await db.setting.count()).toBe(0)
    await sleep(500)
    expect(written).toBe(false)
    clearInterval(beat)
    expect(longest).toBeLessThan(200)
    other.child.stdin.write('go on\n')
    await writing
    expect(await db.setting.count()).toBe(2)
  })
})
