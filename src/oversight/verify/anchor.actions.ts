import path from 'node:path'
import { locationsOf } from '#kit/backup/locations.ts'
import type { Ctx } from '#kit/context.ts'
import type { CompanyDb, Db } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import { postOf, sendMail } from '#kit/mail.ts'
import type { Work } from '#kit/work.ts'
import { aside } from '#oversight/backups/aside.ts'
import { anchorsIn } from './anchor.files.ts'
import { anchorCheck, anchorLine, type Anchor } from './anchor.rules.ts'
import * as store from './seal.store.ts'
import type { Check } from './rules.ts'

const patienceMs = 10_000

/** Where anchors lie: `DANLIU_ANCHORS`, best a folder the database's people cannot write to, else beside the backups. */
export const anchorFile = (home: string, company: string) => path.join(process.env.DANLIU_ANCHORS || path.join(locationsOf(home).first, 'anchors'), `${company}.jsonl`)

/**
 * IT-2: once a day the head of the sealed log goes outside, into a file and by mail (`DANLIU_ANCHOR_MAIL`). Who then alters the log,
 * even with the key, has to alter those too. Answers whether one was made.
 */
export async function anchorLog(house: Pick<Ctx, 'db' | 'company' | 'now'> & { act<T>(what: (work: Work) => Promise<T>): Promise<T> }, home: string, isDue: (last: Date | undefined) => boolean): Promise<boolean> {
  const file = anchorFile(home, house.company)
  if (!isDue(await store.lastAnchorAt(house.db))) return false
  const head = await store.head(house.db)
  if (!head) return false
  const last = (await aside('anchors', { file, company: house.company }, patienceMs)).at(-1)
  // After a mail that failed the line is there already, and the mail says the same.
  const isKept = last?.mark === head.mark
  const anchor: Anchor = isKept ? last : { company: house.company, at: house.now().toISOString(), ...head }
  if (!isKept) await aside('anchor', { file, line: anchorLine(anchor) }, patienceMs)
  const to = process.env.DANLIU_ANCHOR_MAIL, post = postOf()
  if (to && !post) throw new Error('DANLIU_ANCHOR_MAIL names somebody, and DANLIU_SMTP no server to send it by')
  if (to && post) await sendMail(post, { to, subject: `danliu ${anchor.company}: anchor of the log, seal ${anchor.seal}`, text: `Keep this mail. It proves what the log of ${anchor.company} was at ${anchor.at}; ./danliu verify --anchors FILE holds the log against it.\n\n${anchorLine(anchor)}` })
  await house.act(work => record(work, [{ subject: 'company', id: 0, kind: 'company.anchor', facts: { seal: anchor.seal, events: anchor.events, mailed: Boolean(to) } }]))
  return true
}

/** Holds the log against the anchors in a file; undefined where there are none. */
export async function checkAnchors(db: CompanyDb | Db, company: string, file: string): Promise<Check | undefined> {
  const anchors = anchorsIn(file, company)
  if (anchors.length === 0) return undefined
  return anchorCheck(anchors, await store.standing(db, anchors.map(a => a.seal)), await store.restores(db))
}
