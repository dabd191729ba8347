import fs from 'node:fs'
import path from 'node:path'

/** In a folder that stands for a home of another machine: the directory in which the server there finds the socket of ours. */
const note = 'postgres.far'

export const isFar = (home: string): boolean => fs.existsSync(path.join(home, note))
export const findsUsIn = (home: string): string | undefined => (isFar(home) ? fs.readFileSync(path.join(home, note), 'utf8').trim() : undefined)
