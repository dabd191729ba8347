import { hkdfSync } from 'node:crypto'
import type { Generation } from '../secrets.ts'

/** What seals backups and exports: made from the company secret, which never lies among the data or in a backup. */
export interface BackupKey { /** Tells two keys apart and gives neither away. */ id: string; of(salt: Buffer): Buffer; /** Keys of older generations, for what they sealed. */ older?: readonly BackupKey[] }

/** The newest generation seals; what an older one sealed is opened by it as long as it is there. */
export const backupKeysOf = (all: readonly Generation[]): BackupKey => {
  const [newest, ...older] = all.flatMap(g => (g.secret ? [backupKeyOf(g.secret)] : [])).toReversed()
  return { ...newest!, older } // the newest generation is never destroyed
}

export const backupKeyOf = (secret: Buffer): BackupKey => ({
  id: Buffer.from(hkdfSync('sha256', secret, '', 'danliu backup id', 8)).toString('hex'),
  of: salt => Buffer.from(hkdfSync('sha256', secret, salt, 'danliu backup', 32)),
})
