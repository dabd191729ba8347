import { hkdfSync } from 'node:crypto'

/** What seals backups and exports: made from the company secret, which never lies among the data or in a backup. */
export interface BackupKey { /** Tells two keys apart and gives neither away. */ id: string; of(salt: Buffer): Buffer }

export const backupKeyOf = (secret: Buffer): BackupKey => ({
  id: Buffer.from(hkdfSync('sha256', secret, '', 'danliu backup id', 8)).toString('hex'),
  of: salt => Buffer.from(hkdfSync('sha256', secret, salt, 'danliu backup', 32)),
})
