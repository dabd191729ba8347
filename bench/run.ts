import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { openLog } from '#kit/log.ts'
import { openServer, prepareCompany } from '../src/company.ts'
import { clocks } from './clocks.ts'
import { growth } from './growth.ts'
import { hot, intake } from './intake.ts'
import { scan } from './scan.ts'

export interface Figure { value: number; floor: number; ratio: number; must: string; ok: boolean; note?: string }
export interface Bench { url: string; home: string; fresh(company: string): Promise<void> }

/** Measures each key of the design against a floor of the same run; prints as it goes and writes `bench/latest.json`. */
export async function run(only?: string[]): Promise<void> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'danliu-bench-'))
  process.env.DANLIU_HOME = home
  const figures: Record<string, Figure> = {}
  const log = openLog(process.stderr as never, 'warn')
  const { url, server } = await openServer(home, log)
  const bench: Bench = { url, home, fresh: async company => { await prepareCompany(url, company) } }
  const keep = (key: string, figure: Figure) => {
    figures[key] = figure
    console.log(`${key.padEnd(8)} ${figure.value.toFixed(1).padStart(10)}  floor ${figure.floor.toFixed(1).padStart(10)}  ratio ${figure.ratio.toFixed(3)}  must ${figure.must}  ${figure.ok ? 'ok' : 'NOT MET'}  ${figure.note ?? ''}`)
  }
  try {
    const all = { intake, hot, scan, clocks, growth } as const
    for (const [key, measure] of Object.entries(all)) if (!only?.length || only.includes(key)) keep(key, await measure(bench))
  } finally {
    await server?.stop()
  }
  if (!only?.length || only.includes('start')) keep('start', await start())
  mkdirSync(path.join(import.meta.dirname), { recursive: true })
  writeFileSync(path.join(import.meta.dirname, 'latest.json'), `${JSON.stringify(figures, null, 2)}\n`)
  rmSync(home, { recursive: true, force: true })
  if (Object.values(figures).some(f => !f.ok)) process.exitCode = 1
}

/** `serve` on an installed home to its first answer, against a bare start of its PostgreSQL; the best of three each. */
async function start(): Promise<Figure> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'danliu-start-'))
  const danliu = path.join(import.meta.dirname, '..', 'danliu')
  spawnSync(danliu, ['--home', home, 'migrate'])
  const bare: number[] = []
  const whole: number[] = []
  for (let i = 0; i < 4; i++) {
    const log = openLog(process.stderr as never, 'error')
    const t0 = performance.now()
    const { server } = await openServer(home, log)
    bare.push(performance.now() - t0)
    await server?.stop()
    const port = await freePort()
    const t1 = performance.now()
    const child = spawn(danliu, ['--home', home, 'serve'], { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' })
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)
      if (answer?.ok) break
      await new Promise(done => setTimeout(done, 5))
      if (performance.now() - t1 > 60_000) throw new Error('serve did not answer within a minute')
    }
    whole.push(performance.now() - t1)
    child.kill('SIGTERM')
    await new Promise(done => child.on('exit', done))
  }
  rmSync(home, { recursive: true, force: true })
  const value = Math.min(...whole.slice(1)), floor = Math.min(...bare)
  return { value, floor, ratio: value / floor, must: '≤ 3', ok: value / floor <= 3, note: 'ms to the first answer' }
}

const freePort = () => new Promise<number>(done => { const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address() as { port: number }; s.close(() => done(port)) }) })
