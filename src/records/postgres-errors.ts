import { ZhibuError } from '../base/errors.ts'

/** The server and database of an address, without user and password: for people to read. */
export function whereIs(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? hostname
  return `${decodeURIComponent(pathname.slice(1)) || '（没有写库名）'}（${decodeURIComponent(host)}:${port || 5432}）`
}

/** The code of a PostgreSQL error ("23505") or of the network ("ECONNREFUSED"); undefined where it is another. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const network = /^(ECONN|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_|EPIPE)/
const lost = /timeout exceeded|timeout expired|Connection terminated|not queryable|Client was closed/i

/** Whether the server did not answer, or has stopped answering: trying again later may help. */
export function isUnreachable(error: unknown): boolean {
  const code = codeOf(error)
  // 57P01 … 57P03: the server is going down, or not up yet; 53300: it takes no more connections.
  if (code !== undefined) return network.test(code) || /^(08|57P0[123]|53300)/.test(code)
  return error instanceof Error && lost.test(error.message)
}

/** What keeps us out of a PostgreSQL database, as one sentence with what to do; null where it is another error. */
export function reached(error: unknown, url: string): ZhibuError | null {
  const where = whereIs(url)
  const refuse = (message: string, next: string) => new ZhibuError('DATABASE_REFUSED', message, next, { cause: error })
  if (isUnreachable(error)) {
    return new ZhibuError(
      'DATABASE_UNREACHABLE',
      `连不上 PostgreSQL 数据库 ${where}。`,
      '请检查服务器有没有启动、DATABASE_URL 里的主机和端口对不对、防火墙放不放行，再试。',
      { cause: error },
    )
  }
  const code = codeOf(error)
  const said = error instanceof Error ? error.message : String(error)
  if (code === '28P01' || code === '28000' || /password must be a string|no password/i.test(said)) {
    return refuse(
      `PostgreSQL 不让这个用户进数据库 ${where}：用户名或密码不对。`,
      '请核对 DATABASE_URL 里的用户名和密码（密码里的 @ : / % 要写成 %40 %3A %2F %25）。',
    )
  }
  if (code === '3D000')
    return refuse(
      `PostgreSQL 服务器上没有数据库 ${where}。`,
      '请先建库（CREATE DATABASE 库名），或改 DATABASE_URL 里的库名。',
    )
  if (code === '42501')
    return refuse(
      `PostgreSQL 的用户在数据库 ${where} 里没有建表的权限。`,
      '请让这个用户成为数据库的主人：ALTER DATABASE 库名 OWNER TO 用户名。',
    )
  if (/SSL|TLS|certificate/i.test(said) || code?.includes('CERT'))
    return refuse(
      `和 PostgreSQL 服务器 ${where} 之间的加密连接没有建成。`,
      '服务器不用加密的，在 DATABASE_URL 末尾加 ?sslmode=disable；要加密的，请检查证书。',
    )
  return null
}
