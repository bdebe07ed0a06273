import { constants } from 'node:fs'
import { access, readFile, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import type { Config } from '../base/config.ts'
import { ZhibuError } from '../base/errors.ts'
import { readPlatforms } from '../chat/settings.ts'
import { type Clock, systemClock } from '../time/clock.ts'
import { publishedCalendar, readHolidayYear } from '../time/holidays.ts'
import { zoneOf } from '../time/zone.ts'
import { databaseOf, isPostgres, mayHoldData, pendingAt } from './database.ts'
import { examineRunning, runsShared } from './doctor-running.ts'
import type { Finding } from './finding.ts'
import { readGuides } from './guides.ts'
import { isLocked } from './lock.ts'
import { migrationsOf, readMigrations } from './migrations.ts'
import { whereIs } from './postgres-errors.ts'

export type { Finding } from './finding.ts'

type Outcome = Omit<Finding, 'title'>

const fine = (detail: string): Outcome => ({ ok: true, detail, next: '' })
const bad = (detail: string, next: string): Outcome => ({ ok: false, detail, next })

/** Looks at everything the program stands on and changes nothing. Never rejects: a check that breaks is a finding. */
export async function examine(config: Config, clock: Clock = systemClock): Promise<Finding[]> {
  const running = isLocked(config.DATA_DIR) || runsShared(config, systemClock.now())
  const checks: [title: string, check: () => Outcome | Promise<Outcome>][] = [
    ['Node.js 版本', checkNode],
    ['数据文件夹', () => checkFolder(config.DATA_DIR)],
    ['磁盘空间', () => checkSpace(config.DATA_DIR)],
    ['数据库', () => checkDatabase(databaseOf(config))],
    ['是否在运行', () => fine(running ? '有一个小助手正在用这个数据文件夹' : '没有小助手在用这个数据文件夹')],
    ['网页端口', () => (running ? fine('小助手正在运行，不再检查端口') : checkPort(config))],
    ['时区', () => fine(`${config.ZONE}，现在是 ${zoneOf(config.ZONE).hour(clock.now())}`)],
    ['平台', () => checkPlatforms(config)],
    ['放假安排', () => checkHolidays(config, clock)],
    ['使用说明', () => fine(`${readGuides(config.DATA_DIR, config.GUIDES_DIR).length} 件事，都读得懂`)],
  ]
  const findings: Finding[] = []
  for (const [title, check] of checks) findings.push({ title, ...(await outcomeOf(check)) })
  if (running) findings.push(...(await examineRunning(config, zoneOf(config.ZONE), clock.now())))
  return findings
}

async function outcomeOf(check: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof ZhibuError) return bad(`${error.message}（${error.code}）`, error.next)
    return bad(error instanceof Error ? error.message : String(error), '请把这一行发给维护人员。')
  }
}

function checkNode(): Outcome {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const enough = major > 20 || (major === 20 && minor >= 19)
  return enough ? fine(process.versions.node) : bad(process.versions.node, '请安装 20.19 或更新的长期支持版。')
}

/** The folder itself, or the nearest one above it that exists. */
async function existing(folder: string): Promise<string> {
  try {
    await access(folder)
    return folder
  } catch (error) {
    if (dirname(folder) === folder) throw error
    return existing(dirname(folder))
  }
}

async function checkFolder(folder: string): Promise<Outcome> {
  const nearest = await existing(folder)
  try {
    await access(nearest, constants.W_OK | constants.X_OK)
  } catch {
    return bad(`${nearest} 写不进去（DATA_DIR_UNWRITABLE）`, '请检查文件夹的主人和权限，或者用 DATA_DIR 换一个文件夹。')
  }
  return fine(nearest === folder ? folder : `${folder}（还没有，第一次启动时建立）`)
}

const neededMb = 500

async function checkSpace(folder: string): Promise<Outcome> {
  const { bavail, bsize } = await statfs(await existing(folder))
  const freeMb = Math.floor((bavail * bsize) / 1_048_576)
  const detail = `还剩 ${freeMb >= 10_240 ? `${Math.floor(freeMb / 1024)} GB` : `${freeMb} MB`}`
  return freeMb >= neededMb ? fine(detail) : bad(detail, `请清理磁盘，至少留出 ${neededMb} MB。`)
}

async function checkDatabase(address: string): Promise<Outcome> {
  if (!mayHoldData(address)) return fine('还没有，第一次启动时建立')
  const pending = (await pendingAt(address)).length
  if (isPostgres(address) && pending === readMigrations(migrationsOf('postgres')).length)
    return fine(`PostgreSQL ${whereIs(address)}，连得上；还是空的，第一次启动时建表`)
  const state = pending === 0 ? '完好，结构是最新的' : `完好，下次启动时升级 ${pending} 步；请先备份`
  return fine(isPostgres(address) ? `PostgreSQL ${whereIs(address)}，${state}` : state)
}

function checkPort({ HOST, PORT }: Config): Promise<Outcome> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => {
      const next = '请关掉占用它的程序，或者用 PORT 换一个端口，例如 8788；并检查 HOST 是不是本机的地址。'
      resolve(bad(`${HOST}:${PORT} 用不了：${error.message}（PORT_TAKEN）`, next))
    })
    server.listen(PORT, HOST, () => {
      server.close(() => resolve(fine(PORT === 0 ? '由系统挑一个空闲的' : `${HOST}:${PORT} 空闲`)))
    })
  })
}

function checkPlatforms(config: Config): Outcome {
  const settings = readPlatforms(config)
  if (!settings) return fine('没有接真正的群，用浏览器里的模拟聊天')
  const { wecom, wechaty } = settings
  const names = [
    ...(wecom.bot ? ['企业微信'] : []),
    ...(wechaty ? ['微信'] : []),
    ...(wecom.groups.length > 0 ? [` ${wecom.groups.length} 个只发不收的企业微信群`] : []),
  ]
  const alone = wecom.bot || wechaty ? '' : '；没有能说话的账号，大家的答复小助手收不到'
  return fine(`接${names.join('和')}，设置齐全${alone}`)
}

async function readHolidaysFile(file: string) {
  const text = await readFile(file, 'utf8')
  try {
    return readHolidayYear(JSON.parse(text))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const next = '请检查引号、逗号和括号是否成对，或者把 HOLIDAYS_FILE 留空。'
    throw new ZhibuError('BAD_CONFIG', `放假安排文件不是正确的 JSON：${file}`, next, { cause: error })
  }
}

async function checkHolidays({ HOLIDAYS_FILE, ZONE }: Config, clock: Clock): Promise<Outcome> {
  const calendar = publishedCalendar(HOLIDAYS_FILE === undefined ? [] : [await readHolidaysFile(HOLIDAYS_FILE)])
  const today = zoneOf(ZONE).day(clock.now())
  const year = Number(today.slice(0, 4))
  const next = '请升级程序，或者照国务院办公厅的通知写一个放假安排文件，用 HOLIDAYS_FILE 指给程序。'
  if (!calendar.isPublished(year)) return bad(`没有 ${year} 年的放假安排，排出的日子都是暂定的`, next)
  if (calendar.isPublished(year + 1)) return fine(`${year} 年和 ${year + 1} 年的都有`)
  // The State Council publishes the coming year's arrangement in autumn, as a rule by November.
  const late = today >= `${year}-12-01`
  return late
    ? bad(`${year} 年的有，${year + 1} 年的还没有`, next)
    : fine(`${year} 年的有；${year + 1} 年的还没有公布（国务院一般在 11 月发布），在那之前排出的日子是暂定的`)
}
