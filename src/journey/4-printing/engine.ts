import path from 'node:path'
import { homeOf } from '#kit/home.ts'
import { openPress, type Press } from '#kit/print/press.ts'

let press: Press | undefined
/** The one press of this process. Its threads are opened with its first paper, and let the process end when they have nothing to do. Fonts in `fonts/` of the home are used beside those of the house. */
export const thePress = (): Press => press ??= openPress({ fontDir: path.join(homeOf(), 'fonts') })
