import fs from 'node:fs'
import type { BackupKey } from '#kit/backup/key.ts'
import { readSealed, Unusable } from '#kit/backup/sealed.ts'
import { record } from '#kit/events.ts'
import type { Work } from '#kit/work.ts'
import { eraseOrders, rememberErased } from '#journey/erasing/actions.ts'
import { erasuresIn, nameOfList } from './erasures.files.ts'
import type { Erasure } from './erasures.store.ts'

/** What takes away the personal data of one subject, by its name; restores follow it. */
export type Eraser = (work: Work, ids: readonly number[]) => Promise<unknown>
export const erasers: Readonly<Record<string, Eraser>> = { order: eraseOrders }

/** The same for every list of this company at a location. One that our key does not open is of another house, or of ours under a newer key, which whoever restores must hear. */
export async function eraseAgainFrom(work: Work, { folders, ...rest }: { folders: readonly string[]; company: string; key: BackupKey }): Promise<{ erased: number; closed: string[] }> {
  let erased = 0
  const closed: string[] = []
  for (const folder of folders) {
    try { erased += await eraseAgain(work, { folder, ...rest }) } catch (error) {
      if (!(error instanceof Unusable && error.message.includes('sealed with another key'))) throw error
      closed.push(erasuresIn(folder))
    }
  }
  return { erased, closed }
}

/** After a restore or an import: what was erased since is erased again, and the log says so. Answers how many. */
export async function eraseAgain(work: Work, { folder, company, key }: { folder: string; company: string; key: BackupKey }, does: typeof erasers = erasers): Promise<number> {
  const file = erasuresIn(folder)
  if (!fs.existsSync(file)) return 0
  const pieces: Buffer[] = []
  for await (const piece of readSealed({ key, name: nameOfList(company), file }) as AsyncIterable<Buffer>) pieces.push(piece)
  const fresh = await rememberErased(work, JSON.parse(Buffer.concat(pieces).toString('utf8')) as Erasure[])
  for (const subject of new Set(fresh.map(f => f.subject))) {
    const erase = does[subject]
    if (!erase) throw new Error(`nothing here erases a ${subject}, and ${file} says that some were: bring the company in with the program that did it`)
    await erase(work, fresh.filter(f => f.subject === subject).map(f => f.id))
  }
  if (fresh.length) await record(work, [{ subject: 'company', id: 0, kind: 'company.erase-again', facts: { count: fresh.length } }])
  return fresh.length
}
