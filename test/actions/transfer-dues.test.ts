import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { sendLetter } from '../../src/actions/people/transfer.ts'
import { endTransfer, receiveTransfer, returnTransfer } from '../../src/actions/people/transfer-close.ts'
import { type Db, type Tx, write } from '../../src/records/database.ts'
import { insertDuesMonths } from '../../src/records/dues.ts'
import { recordset } from '../../src/records/sql.ts'
import { findTransfer } from '../../src/records/transfers.ts'
import { firstDay, type Month, nextMonth } from '../../src/time/days.ts'
import { openOwn } from '../support/database.ts'
import { setting } from '../support/town.ts'

const dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
let db: Db
let close: () => Promise<void>
let branches: number[] = []

beforeAll(async () => {
  const opened = await openOwn(dir)
  db = opened.prisma
  close = opened.close
  const createdAt = new Date('2025-01-01')
  for (const name of ['一支部', '二支部', '三支部']) {
    const { id } = await db.organization.create({ data: { kind: 'branch', name, createdAt } })
    await db.organization.update({ where: { id }, data: { path: `/${id}/` } })
    await db.program.create({
      data: { organizationId: id, kind: 'dues', name: '党费', rule: {}, startsOn: '2025-01', createdAt },
    })
    branches = [...branches, id]
  }
})
afterAll(async () => {
  await close()
  rmSync(dir, { recursive: true, force: true })
})

const start: Month = '2026-01'
const step = fc.record({
  /** Months that go by before it. */
  wait: fc.integer({ min: 0, max: 3 }),
  to: fc.integer({ min: 0, max: 3 }),
  /** The month in the letter, counted from the present one. */
  paidTo: fc.integer({ min: -2, max: 1 }),
  pays: fc.integer({ min: 0, max: 2 }),
  outcome: fc.constantFrom('received', 'returned', 'withdrawn'),
})

/** As the planner does every day: this month and the next, for whoever is on the roster. */
const plan = (tx: Tx, month: Month) => {
  const rows = branches.flatMap((organizationId) =>
    [month, nextMonth(month)].map((each) => ({ organizationId, month: each })),
  )
  return insertDuesMonths(tx, recordset(tx, rows, { organizationId: 'int', month: 'text' }))
}

let count = 0

test('across transfers no month of dues is there twice or missing, and each is owed where the letter says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      await write(db, async (tx) => {
        const home = branches[0] ?? 0
        const { id } = await tx.member.create({
          data: {
            branchId: home,
            name: `某${++count}`,
            category: 'full',
            aliases: [],
            createdAt: new Date('2025-01-01'),
          },
        })
        await tx.duesAssessment.create({
          data: { memberId: id, fromMonth: start, amountFen: 1000, basis: 'test', createdAt: new Date('2025-01-01') },
        })
        let month = start
        await plan(tx, month)
        /** By month: the branch to which it belongs, as far as a letter has settled it. */
        let left: Month | null = null
        for (const one of steps) {
          for (let n = 0; n < one.wait; n++) {
            month = nextMonth(month)
            await plan(tx, month)
          }
          const act = beginAct(tx, setting, {
            now: setting.zone.at(firstDay(month), '12:00'),
            actor: { kind: 'operator' },
          })
          const member = await tx.member.findUniqueOrThrow({ where: { id } })
          await payOldest(tx, id, one.pays)
          const paid = await tx.duesMonth.findMany({ where: { memberId: id, state: 'paid' } })
          const before = await owners(tx, id)
          const duesPaidTo = nextMonth(month, one.paidTo)
          const to = one.to === 3 ? null : (branches[one.to] ?? 0)
          if (to === member.branchId) continue
          const transferId = await sendLetter(act, {
            memberId: id,
            branchId: member.branchId,
            toBranchId: to,
            toName: '某支部',
            letterOn: firstDay(month),
            duesPaidTo,
          })
          const transfer = await findTransfer(tx, transferId)
          if (!transfer) throw new Error('no letter')
          if (one.outcome === 'returned') await returnTransfer(act, transfer, '材料不全')
          else if (one.outcome === 'withdrawn') await endTransfer(act, transfer, 'withdrawn', null)
          else if (to === null) {
            await endTransfer(act, transfer, 'received', null)
            left = duesPaidTo
            break
          } else {
            await receiveTransfer(act, transfer)
            const after = await owners(tx, id)
            const isPaid = new Set(paid.map((row) => row.month))
            for (const [each, branchId] of after) {
              const stays = each <= duesPaidTo || isPaid.has(each)
              // What belonged to a branch before that stays there, too.
              const was = before.get(each)
              if (was === undefined || was === member.branchId)
                expect([each, branchId]).toEqual([each, stays && was !== undefined ? member.branchId : to])
              else expect([each, branchId]).toEqual([each, was])
            }
          }
          if (one.outcome !== 'received') expect(await owners(tx, id)).toEqual(before)
          await plan(tx, month)
        }
        const all = [...(await owners(tx, id)).keys()].sort()
        if (left === null) expect(all).toEqual(span(start, nextMonth(month)))
        else {
          const settled = await tx.duesMonth.findMany({ where: { memberId: id, month: { gt: left }, paidFen: 0 } })
          expect(settled).toEqual([])
          expect(all.filter((each) => each <= (left ?? ''))).toEqual(
            span(start, nextMonth(month)).filter((each) => each <= (left ?? '')),
          )
        }
      })
    }),
    { numRuns: 25 },
  )
}, 60_000)

async function payOldest(tx: Tx, memberId: number, howMany: number): Promise<void> {
  const rows = await tx.duesMonth.findMany({
    where: { memberId, state: 'due' },
    orderBy: { month: 'asc' },
    take: howMany,
  })
  for (const { id, dueFen } of rows)
    await tx.duesMonth.update({ where: { id }, data: { state: 'paid', paidFen: dueFen } })
}

const owners = async (tx: Tx, memberId: number): Promise<Map<Month, number>> =>
  new Map(
    (await tx.duesMonth.findMany({ where: { memberId }, orderBy: { month: 'asc' } })).map(({ month, branchId }) => [
      month,
      branchId,
    ]),
  )

function span(from: Month, until: Month): Month[] {
  const months: Month[] = []
  for (let month = from; month <= until; month = nextMonth(month)) months.push(month)
  return months
}
