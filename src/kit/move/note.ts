import fs from 'node:fs'
import path from 'node:path'
import { putText } from '../backup/shelf.ts'

/** How far a company's way to another home is. From `switching` on nobody writes it here, from `moved` on it lives there. */
export type Stage = 'copying' | 'following' | 'switching' | 'moved'
export interface MoveNote { company: string; to: string; stage: Stage; /** What this server had begun when the copy was taken: events of older transactions came with the copy. */ horizon: string; /** How many events those are, and the last number they have on the other server. */ copied: { events: number; last: string }; since: string }

const fileOf = (home: string, company: string) => path.join(home, 'moved', `${company}.json`)

/** What a home knows of a company that leaves it or has left. All processes of the home read it there. */
export function noteIn(home: string, company: string): MoveNote | undefined {
  try { return JSON.parse(fs.readFileSync(fileOf(home, company), 'utf8')) as MoveNote } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
export const putNote = (home: string, note: MoveNote): void => { putText(fileOf(home, note.company), `${JSON.stringify(note)}\n`) }
export const dropNote = (home: string, company: string): void => { fs.rmSync(fileOf(home, company), { force: true }) }
