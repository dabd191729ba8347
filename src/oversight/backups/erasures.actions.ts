import fs from 'node:fs'
import path from 'node:path'
import type { BackupKey } from '#kit/backup/key.ts'
import { readSealed, writeSealed } from '#kit/backup/sealed.ts'
import { record } from '#kit/events.ts'
import type { Work } from '#kit/work.ts'
import { eraseOrders, rememberErased } from '#journey/erasing/actions.ts'
import { erasures, type Erasure } from './erasures.store.ts'

/** What takes away the personal data of one subject, by its name; restores follow it. */
export type Eraser = (work: Work, ids: readonly number[]) => Promise<unknown>
export const erasers: Readonly<Record<string, Eraser>> = { order: eraseOrders }

const fileIn = (location: string, company: string) => path.join(location, 'exports', company, 'erasures.sealed')

/** Laid beside the backups, because a backup from before an erasure does not know of it. */
export async function keepErasures(work: Work, { locations, company, key }: { locations: readonly string[]; company: string; key: BackupKey }): Promise<number> {
  const all = await erasures(work.tx)
  for (const location of locations) {
    fs.mkdirSync(path.dirname(fileIn(location, company)), { recursive: true, mode: 0o700 })
    await writeSealed({ key, name: `erasures ${company}`, file: fileIn(location, company), source: (async function* () { yield Buffer.from(JSON.stringify(all)) })() })
  }
  return all.length
}

/** After a restore or an import: what was erased since is erased again, and the log says so. Answers how many. */
export async function eraseAgain(work: Work, { location, company, key }: { location: string; company: string; key: BackupKey }, does: typeof erasers = erasers): Promise<number> {
  const file = fileIn(location, company)
  if (!fs.existsSync(file)) return 0
  const pieces: Buffer[] = []
  for await (const piece of readSealed({ key, name: `erasures ${company}`, file }) as AsyncIterable<Buffer>) pieces.push(piece)
  const fresh = await rememberErased(work, JSON.parse(Buffer.concat(pieces).toString('utf8')) as Erasure[])
  for (const subject of new Set(fresh.map(f => f.subject))) {
    const erase = does[subject]
    if (!erase) throw new Error(`nothing here erases a ${subject}, and ${file} says that some were: bring the company in with the program that did it`)
    await erase(work, fresh.filter(f => f.subject === subject).map(f => f.id))
  }
  if (fresh.length) await record(work, [{ subject: 'company', id: 0, kind: 'company.erase-again', facts: { count: fresh.length } }])
  return fresh.length
}
