import fs from 'node:fs'
import path from 'node:path'
import { flushed } from '#kit/durable.ts'
import { anchorsOf, type Anchor } from './anchor.rules.ts'

/** The anchors of a company that its file knows, the oldest first. It touches a location: the house asks for it aside. */
export const anchorsIn = (file: string, company: string): Anchor[] => (fs.existsSync(file) ? anchorsOf(fs.readFileSync(file, 'utf8'), company) : [])

/** One more, on the disk when this returns. */
export function appendAnchor(file: string, line: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  fs.appendFileSync(file, line, { mode: 0o600, flush: true })
  flushed(path.dirname(file))
}
