import { type Act, beginAct } from '../../src/actions/act.ts'
import { showOverdue } from '../../src/actions/activity/overdue.ts'
import { showMonth } from '../../src/actions/committee/month-overview.ts'
import { openDatabase, write } from '../../src/records/database.ts'
import { now } from './lived.ts'
import { setting } from './world.ts'

const addr = { sqlite: '/tmp/lab/city.db', postgres: 'postgres://postgres@127.0.0.1:5432/zhibu_lists_city' }
const paths = { branch: '/1/2/30/', county: '/1/2/', city: '/1/' }
for (const kind of ['sqlite', 'postgres'] as const) {
  const { prisma, close } = await openDatabase(addr[kind])
  for (const [name, path] of Object.entries(paths))
    for (let i = 0; i < 3; i++) {
      await write(
        prisma,
        async (tx) => {
          const said: unknown[] = []
          const act: Act = {
            ...beginAct(tx, setting, {
              now,
              actor: {
                kind: 'member',
                id: 1,
                name: '',
                branchId: 30,
                branchPath: '/1/2/30/',
                groupId: null,
                held: [{ role: name === 'branch' ? 'secretary' : 'committee_officer', path }],
              },
            }),
            whisper: async (_k, f) => {
              said.push(f)
            },
            ask: async () => {},
          }
          let t = performance.now()
          await showOverdue(act)
          const a = performance.now() - t
          t = performance.now()
          if (name !== 'branch' && process.argv[2]) await showMonth(act, null)
          console.log(
            kind,
            name,
            'overdue',
            a.toFixed(0),
            'month',
            (performance.now() - t).toFixed(0),
            i === 0 ? JSON.stringify(said[0]).slice(0, 2500) + JSON.stringify(said[1] ?? '').slice(0, 1500) : '',
          )
        },
        'rows',
      )
    }
  await close()
}
