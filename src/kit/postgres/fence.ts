import fs from 'node:fs'
import path from 'node:path'
import { isFar } from './far.ts'

/** Beside the database of a standby: whom it follows. */
export const standbyNote = 'standby.json'
/** In a home whose standby has taken over: it must never write again. */
export const fence = 'promoted.json'

/** Why this home must not be started as a house; undefined where it may. */
export function whyNotStart(home: string): string | undefined {
  if (isFar(home)) return `the server of this home runs on another machine (${path.join(home, 'postgres.far')}): start the house there`
  const taken = path.join(home, fence)
  if (fs.existsSync(taken)) return `this home was replaced by its standby (${taken}); what it wrote now would be lost. Remove it, or make it a standby anew`
  const elsewhere = path.join(home, 'postgres.place')
  const note = path.join(fs.existsSync(elsewhere) ? fs.readFileSync(elsewhere, 'utf8').trim() : path.join(home, 'postgres'), standbyNote)
  return fs.existsSync(note) ? `this home is a standby and only follows (${note}). ./danliu promote --home '${home}' makes it the house, once the other one is down for good` : undefined
}
