// Where the programs of database servers are that a test may run for itself.
import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const canRun = (/** @type {string} */ path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Debian keeps the servers' programs out of the PATH, one folder for each version. */
function versions() {
  const root = '/usr/lib/postgresql'
  try {
    return readdirSync(root)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(root, version, 'bin'))
  } catch {
    return []
  }
}

/**
 * The folder with initdb and postgres (14 or later is needed), and the program redis-server; null for what is not there.
 * @returns {{ postgres: string | null, redis: string | null }}
 */
export function programs() {
  const path = (process.env.PATH ?? '').split(delimiter)
  const postgres = [...versions(), ...path].find((dir) => canRun(join(dir, 'initdb')) && canRun(join(dir, 'postgres')))
  const redis = path.map((dir) => join(dir, 'redis-server')).find(canRun)
  return { postgres: postgres ?? null, redis: redis ?? null }
}
