import path from 'node:path'

/** Where backups go: two folders, best on two machines. The first has a default so that no house is without any. */
export interface Locations { first: string; second: string | undefined }

export const locationsOf = (home: string): Locations => ({
  first: path.resolve(process.env.DANLIU_BACKUP || path.join(home, 'backups')),
  second: process.env.DANLIU_BACKUP_SECOND ? path.resolve(process.env.DANLIU_BACKUP_SECOND) : undefined,
})
