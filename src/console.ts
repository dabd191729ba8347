import { spawn } from 'node:child_process'
import path from 'node:path'
import { root } from '#kit/root.ts'
import { isStale } from '#kit/static.ts'

/** Where the built console lies. */
export const consoleDir = path.join(root, 'dist/console')

/** Builds the console in a process of its own, so that a running house never loads the builder. Answers whether it went well. */
export const buildConsole = (stdio: 'ignore' | 'inherit' = 'inherit'): Promise<boolean> => build('vite.config.ts', stdio)

/** Builds the house itself into few files; `danliu` starts those while no source is newer. */
export const buildServer = (): Promise<boolean> => build('vite.server.config.ts', 'inherit')

const build = (config: string, stdio: 'ignore' | 'inherit'): Promise<boolean> => new Promise(done => {
  const builder = spawn(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', path.join(root, config), '--logLevel', 'warn'], {
    // Whatever this process runs as, tests included, people get the quick build of React.
    cwd: root, stdio: ['ignore', stdio, stdio], env: { ...process.env, NODE_ENV: 'production' },
  })
  builder.on('error', () => done(false))
  builder.on('exit', code => done(code === 0))
})

/** Builds the console beside the running house when it is missing or older than its sources; the door shows that it comes. */
export async function refreshConsole(say: (line: string) => void): Promise<void> {
  if (process.env.DANLIU_CONSOLE === 'off' || !await isStale(consoleDir, root)) return
  say('  the console is being built; its page comes by itself in some seconds')
  if (!await buildConsole('ignore')) say('  the console could not be built; see why with: ./danliu build')
}
