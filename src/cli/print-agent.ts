import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

interface Given { house: string; printers: string; token?: string; once?: boolean; command: string }
interface Task { batch: string; printer: string; printerName: string; address: string; copies: number; papers: { id: string; place: number }[]; pdf: string | null }
type Outcome = 'taken' | 'not-printed' | 'unknown'
const run = promisify(execFile)

/**
 * The agent of a station: asks the house for papers of its printers and gives them to the printers of this machine. A paper is taken once. What the
 * local spooler has taken is reported as taken, what it refused is taken back by the house; after a doubt the batch waits for somebody who looks.
 */
export async function runAgent({ house, printers, token = process.env.DANLIU_TOKEN, once = false, command }: Given): Promise<void> {
  if (!token) throw new Error('give a token by --token or DANLIU_TOKEN (./danliu token add --role packer --name station-1)')
  const codes = printers.split(',').map(c => c.trim()).filter(Boolean)
  const ask = async <T>(where: string, body: unknown): Promise<T> => {
    const answer = await fetch(new URL(where, house), { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(60_000) })
    if (!answer.ok) throw new Error(`the house answers ${answer.status}: ${((await answer.json().catch(() => ({}))) as { detail?: string }).detail ?? ''}`)
    return await answer.json() as T // as the contract says
  }
  let stopping = false, quiet = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { stopping = true })
  while (!stopping) {
    try {
      const { task } = await ask<{ task: Task | null }>('/api/print/station/next', { printers: codes, most: 20 })
      quiet = false
      if (task) {
        const { outcome, why } = await printed(task, command)
        console.log(`batch ${task.batch}: ${task.papers.length} papers on ${task.printerName}, ${outcome}${why ? ` (${why})` : ''}`)
        // A report that does not arrive leaves a doubt in the house, which a person settles; it is tried for a while first.
        await patiently(() => ask('/api/print/station/reports', { papers: task.papers.map(p => ({ id: p.id, outcome, why: why.slice(0, 200) })) }))
        continue
      }
      if (once) return
    } catch (error) {
      if (once) throw error
      if (!quiet) console.error(`danliu: ${error instanceof Error ? error.message : String(error)}; asked again every few seconds`)
      quiet = true
    }
    await new Promise(end => setTimeout(end, 2000))
  }
}

/** The file lies in a folder that this person alone may read, for as long as the spooler needs to take it. */
async function printed(task: Task, command: string): Promise<{ outcome: Outcome; why: string }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'danliu-print-'))
  const file = path.join(dir, `${task.batch}-${task.papers[0]?.place ?? 0}.pdf`)
  try {
    await writeFile(file, Buffer.from(task.pdf ?? '', 'base64'), { mode: 0o600 })
    await run(command, [...(task.address ? ['-d', task.address] : []), '-n', String(task.copies), file], { timeout: 60_000 })
    return { outcome: 'taken', why: '' }
  } catch (error) {
    const fault = error as { code?: unknown; killed?: boolean; stderr?: string; message: string } // of execFile
    // A spooler that ends with a no has taken nothing; one that hangs or dies may have.
    return { outcome: fault.killed ? 'unknown' : 'not-printed', why: (fault.stderr || fault.message).trim().split('\n')[0] ?? '' }
  } finally { await rm(dir, { recursive: true, force: true }) }
}

async function patiently(what: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try { await what(); return } catch (error) { if (attempt >= 10) throw error }
    await new Promise(end => setTimeout(end, 1000 * (attempt + 1)))
  }
}
