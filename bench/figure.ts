import { chmodSync, mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** One measured figure: `ratio` is value ÷ floor, both of the same run; `ok` says whether it is as it must be. */
export interface Figure { value: number; floor: number; ratio: number; must: string; ok: boolean; note?: string }

/** What the measures get: a server, as the house sees it and as its administrator, a place for files, and fresh companies. */
export interface Bench { url: string; admin: string; home: string; fresh(company: string): Promise<void> }

/** The median: one round in which the machine had other work does not tilt it. */
export const middle = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? NaN

/** A home for one run, which the database's user can enter. */
export function scratchHome(): string {
  const home = mkdtempSync(path.join(os.tmpdir(), 'danliu-bench-'))
  chmodSync(home, 0o755)
  return home
}
