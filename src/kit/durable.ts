import fs from 'node:fs'
import path from 'node:path'

// What must stand after the power has gone (R12). A file is its bytes and its name: both are put down before anybody relies on them.

/** Written aside, put down and renamed: whoever reads it afterwards finds the old text or the new one, never half of it and never none. */
export function keep(file: string, text: string, { mode = 0o600, owner }: { mode?: number; owner?: { uid: number; gid: number } | undefined } = {}): void {
  const draft = `${file}.draft`
  fs.writeFileSync(draft, text, { mode, flush: true })
  if (owner) fs.chownSync(draft, owner.uid, owner.gid)
  fs.renameSync(draft, file)
  flushed(path.dirname(file))
}

/** A name stands on the disk only when its folder does. */
export function flushed(dir: string): void {
  const folder = fs.openSync(dir, 'r')
  try { fs.fsyncSync(folder) } finally { fs.closeSync(folder) }
}
