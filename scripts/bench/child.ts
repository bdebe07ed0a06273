import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Runs a script of this folder in a process that does nothing else, as the program runs; returns the lines it printed. */
export async function linesOf(script: string, ...args: (string | number)[]): Promise<string[]> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', path, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) lines.push(line)
  if (child.exitCode === null) await once(child, 'exit')
  if (child.exitCode !== 0) throw new Error(`${script} ended with ${child.exitCode}`)
  return lines
}
