import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { qrForPage } from '../chat/wechaty/qr.ts'
import { groupsPlatform } from '../chat/wecom/groups-platform.ts'
import { roleWords } from '../life/people/roles.ts'
import type { Doubtfuls, Operations } from '../records/operations.ts'
import { type Connection, dutyOf, type Process } from '../records/status.ts'
import type { Zone } from '../time/zone.ts'
import { abilityWords, agoWords, kindWords } from './operator-words.ts'
import { Page } from './page.tsx'

export interface OperatorFacts {
  botName: string
  zone: Zone
  now: Date
  connections: Connection[]
  processes: Process[]
  operations: Operations
  sandbox: boolean
}

/** So many of one kind are shown. */
const listed = 20

export function OperatorPage(facts: OperatorFacts) {
  const { botName, zone, now, connections, processes, operations, sandbox } = facts
  const time = (instant: Date) => {
    const day = zone.day(instant)
    const clock = zone.hour(instant)
    return day === zone.day(now) ? clock : `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日 ${clock}`
  }
  const ago = (instant: Date) => `${time(instant)}（${agoWords(now.getTime() - instant.getTime())}）`
  return (
    <Page title={`运行情况 · ${botName}`} styles={['operator.css']} refresh={30}>
      <main class="operator">
        <header>
          <img class="logo" src="/assets/icon.svg" alt="" width="32" height="32" />
          <h1>{botName}的运行情况</h1>
          <p>
            {time(now)}，每半分钟刷新一次。{sandbox ? <a href="/sandbox">回到模拟聊天</a> : null}
          </p>
        </header>
        {connections.map((one) => (
          <ConnectionCard
            connection={one}
            lastInbound={one.lastInboundAt ?? operations.lastInbound.get(one.platform) ?? null}
            ago={ago}
          />
        ))}
        <Processes processes={processes} ago={ago} />
        <Backlog operations={operations} ago={ago} />
        <Doubts title="不知道发出去没有" of={operations.unconfirmed} time={time}>
          已经问了书记或本人：回「1」重发，回「2」已看到。
        </Doubts>
        <Doubts title="没有发成（最近 7 天）" of={operations.failed} time={time} />
        <Rooms operations={operations} connections={connections} ago={ago} />
        <Branches operations={operations} />
      </main>
    </Page>
  )
}

type Ago = (instant: Date) => string

function ConnectionCard(facts: { connection: Connection; lastInbound: Date | null; ago: Ago }) {
  const { connection, lastInbound, ago } = facts
  const { title, up, state, since, lastOutboundAt, lastError, qr, platform, capabilities } = connection
  const abilities = abilityWords(capabilities)
  return (
    <section class={up ? 'card fine' : 'card wrong'} data-platform={platform}>
      <h2>
        {up ? '✓' : '✗'} {title}：{state}
      </h2>
      <dl>
        <dt>从</dt>
        <dd>{ago(since)}</dd>
        {capabilities.hears ? (
          <>
            <dt>最近收到</dt>
            <dd>{lastInbound ? ago(lastInbound) : '还没有'}</dd>
          </>
        ) : null}
        <dt>最近发出</dt>
        <dd>{lastOutboundAt ? ago(lastOutboundAt) : '还没有'}</dd>
        <dt>能做</dt>
        <dd>{abilities.can.join('、')}</dd>
        <dt>做不了</dt>
        <dd>{abilities.cannot.join('、')}</dd>
        {lastError === null ? null : (
          <>
            <dt>原因</dt>
            <dd>{lastError}</dd>
          </>
        )}
      </dl>
      {qr === null ? null : (
        <div class="qr">
          <p>请用小助手的微信扫一扫登录：</p>
          <Code text={qr} />
        </div>
      )}
    </section>
  )
}

/** Who shares the work, where several do. */
function Processes({ processes, ago }: { processes: Process[]; ago: Ago }) {
  if (processes.length === 0) return null
  const active = processes.some((one) => one.gateway === 'active')
  return (
    <section class={active ? 'card fine' : 'card wrong'}>
      <h2>{active ? '✓ 进程' : '✗ 没有哪个进程在收发'}</h2>
      <ul>
        {processes.map((one) => (
          <li>
            {dutyOf(one)}：{one.host}，进程号 {one.pid}，从 {ago(one.since)}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The QR code; what it says, where that is too long to be drawn. */
function Code({ text }: { text: string }) {
  let drawing: string | null = null
  try {
    drawing = qrForPage(text)
  } catch {
    return <p class="code">{text}</p>
  }
  return (
    <div class="drawing" role="img" aria-label="登录二维码">
      {raw(drawing)}
    </div>
  )
}

function Backlog({ operations: { due }, ago }: { operations: Operations; ago: Ago }) {
  const late = due.oldest !== null
  return (
    <section class="card">
      <h2>等着发的</h2>
      <p>
        {due.count === 0 ? '没有。' : `${due.count} 条`}
        {late && due.oldest ? `，最早的一条应在 ${ago(due.oldest)}` : ''}
      </p>
    </section>
  )
}

function Doubts(facts: { title: string; of: Doubtfuls; time: Ago; children?: Child }) {
  const { title, time, children } = facts
  const { count, latest } = facts.of
  return (
    <section class={count > 0 ? 'card wrong' : 'card'}>
      <h2>
        {title}：{count === 0 ? '没有' : `${count} 条`}
      </h2>
      {count > 0 && children ? <p>{children}</p> : null}
      {count > latest.length ? <p>只列出最近的 {latest.length} 条。</p> : null}
      {count === 0 ? null : (
        <ul>
          {latest.map(({ id, kind, where, at, reason }) => (
            <li>
              <b>
                {time(at)} {where}：{kindWords(kind)}
              </b>
              <span>
                {reason}（编号 {id}）
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Rooms(facts: { operations: Operations; connections: Connection[]; ago: Ago }) {
  const { operations, connections, ago } = facts
  const { rooms } = operations
  const asleep = rooms.filter((one) => one.asleepSince !== null)
  const told = (one: { platform: string }) => one.platform === groupsPlatform
  const toldOnly = rooms.filter(told)
  const titleOf = (platform: string) => connections.find((one) => one.platform === platform)?.title ?? platform
  return (
    <section class={asleep.length > 0 ? 'card wrong' : 'card'}>
      <h2>绑定的群：{rooms.length} 个</h2>
      {asleep.length === 0 ? null : (
        <>
          <p>
            下面的群发不进去：
            {asleep.every(told) ? '' : '请在群里 @ 小助手说一句话；小助手不在群里的，先把它加回来。'}
            {asleep.some(told) ? '群机器人的，请在群里重新复制 Webhook 地址，改好 WECOM_GROUPS，再启动一次。' : ''}
          </p>
          <ul>
            {asleep.map(({ id, platform, organization, asleepSince }) => (
              <li>
                <b>
                  {organization}（{titleOf(platform)}，{id} 号）
                </b>
                <span>从 {asleepSince ? ago(asleepSince) : ''}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {toldOnly.length === 0 ? null : (
        <p>
          只发不收的 {toldOnly.length} 个：
          {toldOnly
            .slice(0, listed)
            .map((one) => one.organization)
            .join('、')}
          {toldOnly.length > listed ? ' 等' : ''}
        </p>
      )}
      {rooms.length === 0 ? (
        <p>绑定一个群：在终端运行 zhibu bind room --branch 支部名称，把得到的那句话发到群里。</p>
      ) : null}
    </section>
  )
}

function Branches({ operations: { branches, officers } }: { operations: Operations }) {
  // Those that still lack something come first.
  const lacking = ({ members, reachable, rooms }: Operations['branches'][number]) =>
    Number(rooms === 0) + Number(reachable < members)
  const sorted = [...branches].sort((a, b) => lacking(b) - lacking(a))
  return (
    <section class="card">
      <h2>支部：{branches.length} 个</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>支部</th>
              <th>群</th>
              <th>党员</th>
              <th>已绑定</th>
              <th>能私聊</th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, 100).map(({ name, members, bound, reachable, rooms }) => (
              <tr>
                <td>{name}</td>
                <td>{rooms}</td>
                <td>{members}</td>
                <td>{bound}</td>
                <td>{reachable}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sorted.length > 100 ? <p>只列出前 100 个，还缺东西的在前面。</p> : null}
      {officers.length === 0 ? null : (
        <>
          <h3>还私聊不到的支委：{officers.length} 位</h3>
          <p>请他们绑定账号，再私聊小助手发一句「你好」。</p>
          <ul class="inline">
            {officers.slice(0, listed * 2).map(({ branch, role }) => (
              <li>
                {branch} {roleWords[role]}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
