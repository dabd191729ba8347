import fs from 'node:fs'
import path from 'node:path'
import { keyIn } from '#kit/backup/keeps.ts'
import { locationsOf } from '#kit/backup/locations.ts'
import { writeSealed } from '#kit/backup/sealed.ts'
import type { Erasure } from './erasures.store.ts'
import { exportsIn, houseOf } from './look.ts'

export interface ErasureList { home: string; company: string; all: readonly Erasure[] }

/** Laid beside the exports of each location, because a backup from before an erasure does not know of it. It touches the locations: the house asks for it aside. */
export async function layErasures({ home, company, all }: ErasureList): Promise<void> {
  const { first, second } = locationsOf(home)
  const [key, house] = await Promise.all([keyIn(home), houseOf(home)])
  for (const location of [first, ...(second ? [second] : [])]) {
    const folder = exportsIn(location, house, company)
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    await writeSealed({ key, name: nameOfList(company), file: erasuresIn(folder), source: (async function* () { yield Buffer.from(JSON.stringify(all)) })() })
  }
}

export const erasuresIn = (folder: string): string => path.join(folder, 'erasures.sealed')
export const nameOfList = (company: string): string => `erasures ${company}`
