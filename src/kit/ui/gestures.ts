import { useSyncExternalStore } from 'react'
import type { Endpoint } from '../endpoint.ts'
import type { Reason } from '../verdict.ts'
import { Away, call, freshId, house, Refused, type Answer, type Callable, type Given } from './client.ts'

/**
 * What hands did at a station, kept in this browser until the house has answered (C12). Each gesture has an id made here, so that sending
 * it again is harmless; they go out in order; one that the house refuses is shown, never dropped in silence.
 */
export interface Gesture { id: string; person: string; at: number; what: string; contract: Callable; given: { params?: unknown; body?: unknown } }
export interface Lost { id: string; what: string; at: number; reasons: Pick<Reason, 'code' | 'values'>[] }
export interface Queue { waiting: readonly Gesture[]; lost: readonly Lost[] }

let queue: Queue = { waiting: [], lost: [] }
const watchers = new Set<() => void>()
const set = (change: Partial<Queue>) => { queue = { ...queue, ...change }; for (const watcher of watchers) watcher() }
export const useQueue = (): Queue => useSyncExternalStore(watcher => { watchers.add(watcher); return () => { watchers.delete(watcher) } }, () => queue)

// ── kept in the browser ──────────────────────────────────────────────────────────────────────────────────────────────

const opened = new Promise<IDBDatabase | undefined>(done => {
  const asked = indexedDB.open('danliu-station', 1)
  asked.onupgradeneeded = () => { asked.result.createObjectStore('gesture', { keyPath: 'id' }); asked.result.createObjectStore('lost', { keyPath: 'id' }) }
  asked.onsuccess = () => done(asked.result)
  // A browser that keeps nothing still works; only a reload would then lose what waits.
  asked.onerror = () => done(undefined)
})
const write = async (store: 'gesture' | 'lost', change: (into: IDBObjectStore) => IDBRequest) => {
  const kept = await opened
  if (!kept) return
  await new Promise<void>((done, fail) => { const tx = kept.transaction(store, 'readwrite', { durability: 'strict' }); change(tx.objectStore(store)); tx.oncomplete = () => done(); tx.onerror = () => fail(tx.error ?? new Error('not kept')) })
}
const readAll = async <T>(store: 'gesture' | 'lost'): Promise<T[]> => {
  const kept = await opened
  if (!kept) return []
  return new Promise((done, fail) => { const asked = kept.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => done(asked.result as T[]); asked.onerror = () => fail(asked.error ?? new Error('not read')) })
}

// ── going out ────────────────────────────────────────────────────────────────────────────────────────────────────────

type Settled = { answer: unknown } | { refused: Refused }
const waiters = new Map<string, (settled: Settled) => void>()
let person = ''
let running = false

/** Whose gestures go out from now on. Those of somebody else stay until that person signs in again. */
export function startQueue(who: string): void {
  person = who
  void drain()
}

let loaded: Promise<void> | undefined
/** What an earlier visit left, read once; what hands have done meanwhile stands behind it. */
const load = () => loaded ??= (async () => {
  const [waiting, lost] = await Promise.all([readAll<Gesture>('gesture'), readAll<Lost>('lost')])
  const fresh = new Set(queue.waiting.map(g => g.id))
  set({ waiting: [...waiting.filter(g => !fresh.has(g.id)).toSorted((a, b) => a.at - b.at), ...queue.waiting], lost })
})()

/**
 * Sends a gesture. Answers what the house says; `waiting` when it is out of reach for two seconds, or is known to be: the gesture is kept
 * and goes out by itself. `make` is given the id for calls that carry it in their body.
 */
export function send<C extends Endpoint>(contract: Callable, what: string, make: (id: string) => Pick<Given<C>, 'params' | 'body'>): Promise<Sent<C>> {
  const id = freshId()
  const { method, path, who, write: writes } = contract
  const gesture: Gesture = { id, person, at: Date.now(), what, contract: { method, path, who, write: writes }, given: make(id) }
  const act = `${person} ${method} ${path} ${JSON.stringify(gesture.given)}`
  if (last?.act !== act) last = { act, id, sent: goOut(gesture) }
  return last.sent as Promise<Sent<C>> // the house has checked the answer by the contract
}
export type Sent<C extends Endpoint> = { answer: Answer<C> } | { refused: Refused } | 'waiting'
/** Pressed again while it is still on its way, an act is the same act. A scan that has its id in its body is always another. */
let last: { act: string; id: string; sent: Promise<Settled | 'waiting'> } | undefined

async function goOut(gesture: Gesture): Promise<Settled | 'waiting'> {
  const { id } = gesture
  await write('gesture', into => into.put(gesture))
  set({ waiting: [...queue.waiting, gesture] })
  const settled = new Promise<Settled>(done => waiters.set(id, done))
  void drain()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'waiting'>(done => { timer = setTimeout(() => done('waiting'), house.standing().away ? 100 : 2000) })
  const first = await Promise.race([settled, late])
  clearTimeout(timer)
  waiters.delete(id)
  return first
}

async function drain(): Promise<void> {
  if (running) return
  running = true
  try {
    await load()
    for (let next = mine(); next; next = mine()) {
      try {
        const answer = await call(next.contract, { ...next.given, key: next.id } as Given<Endpoint>)
        await settle(next, { answer })
      } catch (error) {
        if (error instanceof Away || (error instanceof Refused && (error.status >= 500 || error.code === 'running'))) { await new Promise(done => setTimeout(done, 1500)); continue }
        if (!(error instanceof Refused)) throw error
        await settle(next, { refused: error })
      }
    }
  } finally { running = false }
}
const mine = () => queue.waiting.find(g => g.person === person)

async function settle(gesture: Gesture, settled: Settled): Promise<void> {
  const waiter = waiters.get(gesture.id)
  if (last?.id === gesture.id) last = undefined
  // Somebody who still looks at the screen is told there; one that was refused later stands in the list until it is read.
  const reasons = waiter ? [] : reasonsIn(settled)
  if (reasons.length) {
    const lost: Lost = { id: gesture.id, what: gesture.what, at: gesture.at, reasons }
    await write('lost', into => into.put(lost))
    set({ lost: [...queue.lost, lost] })
  }
  await write('gesture', into => into.delete(gesture.id))
  set({ waiting: queue.waiting.filter(g => g.id !== gesture.id) })
  waiter?.(settled)
}

/** A set is answered with what of it was refused, a single act with its reasons; both are a no. */
function reasonsIn(settled: Settled): Lost['reasons'] {
  if ('refused' in settled) return settled.refused.reasons.length ? settled.refused.reasons : [{ code: settled.refused.code }]
  const { reasons = [], refused = [] } = (settled.answer ?? {}) as { reasons?: Lost['reasons']; refused?: { reasons: Lost['reasons'] }[] } // the house has checked it by the contract
  return [...reasons, ...refused.flatMap(r => r.reasons)]
}

/** The list of refused gestures has been read. */
export async function forgetLost(): Promise<void> {
  await write('lost', into => into.clear())
  set({ lost: [] })
}
window.addEventListener('online', () => { void drain() })
house.watch(() => { if (!house.standing().away) void drain() })
