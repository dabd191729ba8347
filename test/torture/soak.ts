import { setTimeout as sleep } from 'node:timers/promises'
import type { verify } from '#oversight/verify/actions.ts'
import { inspect, order } from './kills.ts'
import { limits, openPlace } from './place.ts'

export interface Soaked {
  attempts: number; orders: number; errors: number; perSecond: Record<string, number>; answerMs: { p50: number; p99: number }
  /** Of the process that serves, once it is warm. */
  rss: { startMb: number; endMb: number; mbPerHour: number }
  drainedSeconds: number; verify: Awaited<ReturnType<typeof verify>>
}

/**
 * L1: a load that rises from a quarter of the plan to twice the plan, and at the end a peak of ten times the plan. No call may fail, the memory of the
 * house may not grow with time, and what the peak has piled up is worked off within 15 minutes.
 */
export async function soak({ minutes, plan = 10, say = () => {} }: { /** Orders a second that the house is planned for. */ plan?: number; minutes: number; say?: (line: string) => void }): Promise<Soaked> {
  const place = await openPlace()
  try {
    await place.start()
    const samples: { at: number; bytes: number }[] = []
    const took: number[] = []
    const done = { attempts: 0, errors: 0, next: 0 }
    const perSecond: Record<string, number> = {}
    const began = performance.now()
    const sampling = setInterval(() => { const bytes = place.memory(); if (bytes) samples.push({ at: performance.now() - began, bytes }) }, Math.min(5000, minutes * 300))
    const stages: [name: string, rate: number, ms: number][] = [
      ['quarter', plan / 4, minutes * 6000], ['half', plan / 2, minutes * 6000], ['plan', plan, minutes * 9000], ['twice', plan * 2, minutes * 30_000], ['peak', plan * 10, minutes * 9000],
    ]
    try {
      for (const [name, rate, ms] of stages) {
        const from = performance.now(), first = done.next
        const flying = new Set<Promise<void>>()
        // By the clock and not by the answers: a house that is slow gets no rest from it, up to a limit that keeps this process honest.
        for (let sent = 0; performance.now() - from < ms;) {
          const due = Math.floor((performance.now() - from) / 1000 * rate)
          while (sent < due && flying.size < 64) {
            const size = Math.min(Math.max(1, Math.ceil(rate / 20)), due - sent)
            const batch = Array.from({ length: size }, () => order(done.next++))
            sent += size
            const one = send(place.address, place.token, batch, took, done).finally(() => flying.delete(one))
            flying.add(one)
          }
          await sleep(10)
        }
        await Promise.all(flying)
        perSecond[name] = Math.round((done.next - first) / (performance.now() - from) * 10_000) / 10
        say(`${name}: ${perSecond[name]} orders a second for ${Math.round(ms / 1000)} s, ${done.errors} errors, ${Math.round((samples.at(-1)?.bytes ?? 0) / 1e6)} MB`)
      }
      const peakOver = performance.now()
      const waits = async () => {
        const answer = await fetch(`${place.address}/api/stages`, { headers: { authorization: `Bearer ${place.token}` }, signal: AbortSignal.timeout(limits.answer) })
        const { stages: found } = await answer.json() as { stages: { stage: string; count: number }[] }
        return found.find(s => s.stage === 'received')?.count ?? 0
      }
      while (await waits() > 0) {
        if (performance.now() - peakOver > 15 * 60_000) throw new Error('what the peak piled up was not worked off within 15 minutes')
        await sleep(200)
      }
      const drainedSeconds = Math.round((performance.now() - peakOver) / 100) / 10
      clearInterval(sampling)
      await place.terminate()
      const { missing, verified } = await inspect(place.home, { acknowledged: new Set(Array.from({ length: done.next }, (_, n) => `T${n}`)), cancelled: new Set() })
      if (missing.length) throw new Error(`${missing.length} orders are missing: ${missing.slice(0, 10).join(', ')}`)
      // The first third warms up, the peak is not time but load.
      const steady = samples.filter(s => s.at > minutes * 20_000 && s.at < minutes * 51_000)
      const sorted = took.toSorted((a, b) => a - b)
      const share = (of: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? 0)
      return {
        attempts: done.attempts, orders: done.next, errors: done.errors, perSecond, answerMs: { p50: share(0.5), p99: share(0.99) }, drainedSeconds, verify: verified,
        rss: { startMb: Math.round((steady[0]?.bytes ?? 0) / 1e6), endMb: Math.round((steady.at(-1)?.bytes ?? 0) / 1e6), mbPerHour: Math.round(slopeOf(steady.map(s => [s.at / 3_600_000, s.bytes / 1e6]))) },
      }
    } finally { clearInterval(sampling) }
  } finally { await place.close() }
}

async function send(address: string, token: string, orders: unknown[], took: number[], done: { attempts: number; errors: number }): Promise<void> {
  done.attempts++
  const began = performance.now()
  try {
    const answer = await fetch(`${address}/api/intake/orders`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ shop: 'demo', orders }), signal: AbortSignal.timeout(limits.answer) })
    await answer.text()
    if (!answer.ok) done.errors++
  } catch { done.errors++ }
  took.push(performance.now() - began)
}

/** Least squares: how much y grows with each x. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: (p: readonly [number, number]) => number) => points.reduce((n, p) => n + of(p), 0) / points.length
  const mx = mean(p => p[0]), my = mean(p => p[1])
  const spread = points.reduce((n, [x]) => n + (x - mx) ** 2, 0)
  return spread === 0 ? 0 : points.reduce((n, [x, y]) => n + (x - mx) * (y - my), 0) / spread
}
