import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { give, type Identity } from '../postgres/identity.ts'
import type { BackupKey } from './key.ts'
import { readSealed } from './sealed.ts'
import { isLog, logFile } from './shelf.ts'

export interface Feeder { /** What the server is told to fetch its log with. */ command: string; /** Files handed over. */ served(): number; fault(): unknown; close(): Promise<void> }

/**
 * Hands a recovering server its log, piece by piece as it asks, so that the disk never holds more than one in clear. The server's own
 * command only asks and waits: the key stays with us, and a command that asks somebody who has died gives up.
 */
export function feed({ dir, shelf, key, identity, rescue }: { dir: string; shelf: string; key: BackupKey; identity: Identity; /** The `pg_wal` of a server that died, for what it had not put away. */ rescue?: string | undefined }): Feeder {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  give(identity, dir)
  let closing = false, served = 0
  let fault: unknown
  const answer = async (name: string) => {
    const draft = path.join(dir, `${name}.draft`), done = path.join(dir, name)
    const sealed = logFile(shelf, name), left = rescue && path.join(rescue, name)
    try {
      if (fs.existsSync(sealed)) await pipeline(readSealed({ key, name: `wal ${name}`, file: sealed }), fs.createWriteStream(draft, { mode: 0o600 }))
      else if (left && fs.existsSync(left)) await fs.promises.copyFile(left, draft)
      else { fs.writeFileSync(path.join(dir, `${name}.none`), ''); return }
      give(identity, draft)
      fs.renameSync(draft, done)
      served++
    } catch (error) {
      // The server must not take the end of what is readable for the end of what there was.
      fault = error
      fs.writeFileSync(path.join(dir, `${name}.none`), '')
    }
  }
  const asked = /^([0-9A-F.]+(?:history|backup|partial)?)\.asked$/
  const serving = (async () => {
    while (!closing) {
      const names = fs.readdirSync(dir).flatMap(file => { const name = asked.exec(file)?.[1]; return name && isLog(name) ? [name] : [] })
      for (const name of names) {
        await answer(name)
        fs.rmSync(path.join(dir, `${name}.asked`), { force: true })
      }
      if (names.length === 0) await new Promise(done => setTimeout(done, 5))
    }
  })()
  const q = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  const at = `${q(dir)}/%f`
  return {
    command: `: > ${at}.asked; while [ ! -e ${at} ] && [ ! -e ${at}.none ]; do [ -d /proc/self ] && [ ! -d /proc/${process.pid} ] && exit 1; sleep 0.01; done; if [ -e ${at} ]; then mv ${at} "%p"; else rm -f ${at}.none; exit 1; fi`,
    served: () => served, fault: () => fault,
    close: async () => { closing = true; await serving; fs.rmSync(dir, { recursive: true, force: true }) },
  }
}
