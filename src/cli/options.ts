import { homeOf } from '#kit/home.ts'

/** What every command takes. */
export interface Options { company: string; home?: string; json?: boolean }

/** The answer of a command: a line for people, or JSON for programs. */
export const say = ({ json }: Options, answer: unknown, text: string) => { console.log(json ? JSON.stringify(answer) : text) }

/** At most twenty lines, below the answer. */
export const list = (lines: readonly string[]) => lines.slice(0, 20).map(line => `\n  ${line}`).join('')

/** Where the data lives; what is started from here finds it in the same place. */
export function homeFor({ home }: Options): string {
  const dir = homeOf(home)
  process.env.DANLIU_HOME = dir
  return dir
}
