import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openLog } from '#kit/log.ts'
import { adminUrl } from '#kit/postgres/launcher.ts'
import { prepareCompany } from '../src/company.ts'
import { openServer } from '../src/server.ts'
import { clocks } from './clocks.ts'
import { bundle, closeConsole, search, view } from './console.ts'
import { scratchHome, type Bench, type Figure } from './figure.ts'
import { growth } from './growth.ts'
import { hot, intake } from './intake.ts'
import { print } from './print.ts'
import { scan } from './scan.ts'
import { start } from './start.ts'

/** Measures each key of the design against a floor of the same run; prints as it goes and writes `bench/latest.json`. */
export async function run(only?: string[]): Promise<void> {
  const home = scratchHome()
  process.env.DANLIU_HOME = home
  const figures: Record<string, Figure> = {}
  const log = openLog(process.stderr as never, 'warn')
  const { url, server } = await openServer(home, log)
  const bench: Bench = { url, admin: server ? adminUrl(server) : url, home, fresh: async company => { await prepareCompany(url, company) } }
  const keep = (key: string, figure: Figure) => {
    figures[key] = figure
    console.log(`${key.padEnd(8)} ${figure.value.toFixed(1).padStart(10)}  floor ${figure.floor.toFixed(1).padStart(10)}  ratio ${figure.ratio.toFixed(3)}  must ${figure.must}  ${figure.ok ? 'ok' : 'NOT MET'}  ${figure.note ?? ''}`)
  }
  try {
    const all = { intake, hot, scan, clocks, growth, print, bundle, view, search } as const
    for (const [key, measure] of Object.entries(all)) if (!only?.length || only.includes(key)) keep(key, await measure(bench))
  } finally {
    await closeConsole()
    await server?.stop()
  }
  if (!only?.length || only.includes('start')) keep('start', await start())
  writeFileSync(path.join(import.meta.dirname, 'latest.json'), `${JSON.stringify(figures, null, 2)}\n`)
  rmSync(home, { recursive: true, force: true })
  if (Object.values(figures).some(f => !f.ok)) process.exitCode = 1
}
