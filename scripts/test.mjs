// npm test: lint, types, the rules of the house, then the tests. `npm test -- <pattern>` runs only the tests that match.
// Ends with the line "N passed, N failed" (", N skipped").
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import pg from 'pg'
import { programs } from './programs.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
const patterns = process.argv.slice(2)
const ci = process.env.CI === 'true' || process.env.CI === '1'
const counts = { passed: 0, failed: 0, skipped: 0 }

const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'

/** What some tests need from the machine. Without it they are left out, and this says so. */
const needs = [
  {
    what: 'pages in a real browser',
    found: process.env.CHROMIUM ?? browsers.find(existsSync),
    enable: 'install Chromium (apt-get install chromium fonts-noto-cjk) or set CHROMIUM to its path',
    variable: 'CHROMIUM',
  },
  {
    what: 'everything that people see of the program, on PostgreSQL',
    found: (await answers(process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres')) && 'both',
    enable: 'start a PostgreSQL server (14 or later) and say where with TEST_POSTGRES_URL',
    variable: 'ZHIBU_TEST_DATABASE',
  },
  {
    what: 'several processes that share the work over Redis',
    found: (await pongs(redisUrl)) && redisUrl,
    enable: 'start a Redis server (6.2 or later) and say where with TEST_REDIS_URL',
    variable: 'TEST_REDIS_URL',
  },
  {
    what: 'several processes while their PostgreSQL and Redis are killed',
    found: !Object.values(programs()).includes(null),
    enable: 'install the programs of both servers (apt-get install postgresql redis-server)',
  },
]

/** Whether there is a server at this address that lets us in. */
async function answers(connectionString) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** Whether there is a Redis at this address. */
async function pongs(url) {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => {})
  try {
    await redis.connect()
    return (await redis.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}

/** Runs a program of node_modules; its output is shown only when it fails. */
function run(title, script, args, { quiet = true, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk
      })
    }
    child.on('close', (code) => {
      if (quiet) {
        console.log(`${code === 0 ? '✓' : '✗'} ${title}`)
        if (code !== 0) console.log(output.trim())
      }
      resolve(code === 0)
    })
  })
}

/** The program that a package brings along. */
function bin(name, path) {
  return join(dirname(require.resolve(`${name}/package.json`)), path)
}

async function runChecks() {
  const checks = [
    ['format and lint (Biome)', bin('@biomejs/biome', 'bin/biome'), ['check', '.']],
    ['types (TypeScript)', bin('typescript', 'bin/tsc'), ['--noEmit']],
    ['rules of the house', join(root, 'scripts/house.mjs'), []],
  ]
  for (const check of checks) counts[(await run(...check)) ? 'passed' : 'failed']++
}

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'zhibu-report-'))
  const report = join(folder, 'report.json')
  const env = Object.fromEntries(
    needs.filter(({ found, variable }) => found && variable).map(({ variable, found }) => [variable, found]),
  )
  if (!process.stdout.isTTY) env.NO_COLOR = '1'
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...patterns]
  const passed = await run('tests', bin('vitest', 'vitest.mjs'), args, { quiet: false, env })
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null
  rmSync(folder, { recursive: true })
  counts.passed += result?.numPassedTests ?? 0
  counts.failed += result?.numFailedTests ?? 0
  counts.skipped += (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0)
  // A file that does not even load has no failed test, and an error outside of every test belongs to none.
  const broken = (result?.testResults ?? []).filter(({ status, assertionResults }) => {
    return status === 'failed' && assertionResults.every((one) => one.status !== 'failed')
  })
  for (const { name } of broken) console.log(`✗ ${name.replace(root, '')} could not be run`)
  counts.failed += broken.length
  if (!passed && !result?.numFailedTests && broken.length === 0) counts.failed++
}

function reportNeeds() {
  for (const { what, enable } of needs.filter(({ found }) => !found)) {
    console.log(`${ci ? '✗' : '·'} left out: ${what}. To run it: ${enable}.`)
    if (ci) counts.failed++
  }
}

if (patterns.length === 0) await runChecks()
await runTests()
reportNeeds()
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
)
process.exitCode = counts.failed === 0 ? 0 : 1
