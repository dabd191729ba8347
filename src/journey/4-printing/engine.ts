import { openPress, type Press } from '#kit/print/press.ts'

let press: Press | undefined
/** The one press of this process. Its threads are opened with its first paper, and let the process end when they have nothing to do. */
export const thePress = (): Press => press ??= openPress()
