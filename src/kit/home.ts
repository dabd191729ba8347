import { homedir } from 'node:os'
import path from 'node:path'

/** Where this installation keeps its data: `--home`, else `$DANLIU_HOME`, else `~/.danliu`. */
export const homeOf = (given?: string) => path.resolve(given ?? process.env.DANLIU_HOME ?? path.join(homedir(), '.danliu'))
