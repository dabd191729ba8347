import { moveCursor, takeCursor } from '#kit/events.ts'
import type { Db } from '#kit/db.ts'
import type { Vault } from '#kit/pii.ts'
import type { Work } from '#kit/work.ts'
import { checkOf, type Check } from './rules.ts'
import * as store from './seal.store.ts'

/** IT-2: puts the next events of the log under seal. Answers how many; those a running transaction may still come before wait. */
export async function sealLog({ tx, now, vault }: Work, limit = 5000): Promise<number> {
  const cursor = await takeCursor(tx, 'seal')
  const next = await store.nextToSeal(tx, cursor, limit)
  if (!next) return 0
  const mark = markOf(vault, await store.lastMark(tx), next.digest)
  await store.insertSeal(tx, { ...next, at: now, mark })
  await moveCursor(tx, 'seal', next)
  return next.events
}

/** O6: every seal is what its events and the seal before make it, so that a line altered, taken out or slipped in shows. Who has the key alone could make them anew. */
export async function sealCheck(tx: Db, vault: Vault): Promise<Check> {
  const bad: string[] = []
  let before: Buffer = nothing, counted = 0, generation = 1
  for (let after = 0, full = true; full;) {
    const seals = await store.seals(tx, after, page)
    for (const seal of seals) {
      // Once a newer key has sealed, an older one, which somebody may have got hold of, seals no more.
      const by = vault.signedBy(Buffer.concat([before, seal.digest ?? nothing]), seal.mark, generation)
      generation = by ?? generation
      if (seal.found !== seal.events || by === undefined) bad.push(`seal ${seal.id}: its ${seal.events} events up to ${seal.number} are not those that were sealed`)
      before = seal.mark
      counted += seal.events
    }
    full = seals.length === page
    after = seals.at(-1)?.id ?? after
  }
  return checkOf('O6 the log is as it was sealed', counted, bad)
}

/** Half a million events at a time. */
const page = 100
const nothing = Buffer.alloc(0)
const markOf = (vault: Vault, before: Buffer | undefined, digest: Buffer | null) => vault.sign(Buffer.concat([before ?? nothing, digest ?? nothing]))
