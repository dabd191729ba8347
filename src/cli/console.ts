import { buildConsole } from '#console.ts'

export async function build(): Promise<void> {
  if (!await buildConsole()) process.exitCode = 1
}
