import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Where the project stands, whether this runs from `src/` or as built files in `dist/`: the nearest folder above with a `package.json`. */
export const root: string = (function above(dir: string): string {
  return existsSync(path.join(dir, 'package.json')) || dir === path.dirname(dir) ? dir : above(path.dirname(dir))
})(import.meta.dirname)

export const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
