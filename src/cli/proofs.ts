import { existsSync } from 'node:fs'
import path from 'node:path'
import { root } from '#kit/root.ts'
import { system } from '#kit/work.ts'
import { anchorFile, checkAnchors } from '#oversight/verify/anchor.actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { simulate } from '#simulate.ts'
import { withCompany } from './open.ts'
import { homeFor, list, say, type Options } from './options.ts'

/** The commands that hold the house against its promises. Whatever finds one broken ends with 1. */
export async function proveAll(options: Options, { anchors }: { anchors?: string } = {}): Promise<void> {
  const file = anchors === undefined ? anchorFile(homeFor(options), options.company) : path.resolve(anchors)
  if (anchors !== undefined && !existsSync(file)) throw new Error(`there is no file ${file}`)
  const done = await withCompany(options, async company => {
    const found = await verify(company.db, { book: company.workOf(company.db, system).book, vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes })
    const outside = await checkAnchors(company.db, company.company, file)
    return outside ? { ok: found.ok && outside.ok, checks: [...found.checks, outside] } : found
  })
  say(options, done, done.checks.map(c => `${c.ok ? 'ok ' : 'BAD'} ${c.name} (${c.counted})${list(c.bad)}`).join('\n'))
  if (!done.ok) process.exitCode = 1
}

export async function liveThrough(options: Options, { seed, days, faults = false }: { seed: string; days: string; faults?: boolean }): Promise<void> {
  const clock = { at: new Date() }
  const tell = (line: string) => { if (!options.json) console.error(line) }
  const done = await withCompany(options, company => simulate(company, clock, { seed: Number(seed), days: Number(days), faults, say: tell }), () => clock.at)
  say(options, done, JSON.stringify(done, null, 2))
  if (!done.verify.ok) process.exitCode = 1
}

export async function torture({ rounds, seed, hours, only }: { rounds: string; seed: string; hours: string; only?: string }): Promise<void> {
  const { tortureAll } = await import(`${root}/test/torture.ts`) as typeof import('../../test/torture.ts')
  if (!await tortureAll({ rounds: Number(rounds), seed: Number(seed), hours: Number(hours), ...(only && { only: only.split(',') }) })) process.exitCode = 1
}

export async function measure(keys: string[]): Promise<void> {
  const { run } = await import(`${root}/bench/run.ts`) as typeof import('../../bench/run.ts')
  await run(keys)
}
