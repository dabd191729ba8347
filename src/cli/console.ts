import { buildConsole, buildServer } from '#console.ts'

export async function build(): Promise<void> {
  if (!await buildConsole() || !await buildServer()) process.exitCode = 1
}
