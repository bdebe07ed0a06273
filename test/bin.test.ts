import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const bin = join(import.meta.dirname, '../bin/zhibu.mjs')

/** Runs the program with a Node that calls itself another version. */
function runAs(version: string) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  return spawnSync(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, bin], {
    encoding: 'utf8',
  })
}

test.each(['12.22.12', '18.20.8', '20.18.3'])('Node %s is told to go', (version) => {
  const { status, stderr } = runAs(version)
  expect(status).toBe(1)
  expect(stderr).toContain('NODE_TOO_OLD')
  expect(stderr).toContain(version)
})
