import { Worker } from 'node:worker_threads'
import { root } from '#kit/root.ts'
import { openFonts } from './fonts.ts'
import type { Cut } from './draw.ts'
import { joined } from './join.ts'
import type { Label, Layout } from './layout.ts'
import { setRaw } from './raw.ts'
import type { Asks, Burnt, Pictured } from './worker.ts'
import type { Read } from './reading.ts'

export interface Printed { pdf: Uint8Array<ArrayBuffer>; /** How many pages each label took, in order. */ pages: number[]; /** What would be cut on the paper, for it fits its box in no size: such a label must not go out. */ cut: Cut[] }
export interface Part extends Printed { /** Which label is its first. */ from: number }
interface Setting { signal?: AbortSignal; onProgress?: (done: number, of: number) => void; /** The dots that lines and codes stand on; 203 where nobody says otherwise. */ dpi?: number; /** Labels set at a time. */ chunk?: number }

/**
 * The press: layouts and labels in, paper out, for as many labels as one likes with the same little memory. It works in threads of its own, opened when first
 * used; short tasks go before the next part of a long one. The same layout and labels give the same bytes.
 */
export interface Press {
  pdf(layout: Layout, labels: Label[], setting?: Setting): Promise<Printed>
  /** Part by part, so that the first pages may be on their way while the rest is set. */
  parts(layout: Layout, labels: Label[], setting?: Setting): AsyncGenerator<Part>
  /** One page as a thermal printer burns it: a bit each dot, 1 is black, rows begin with a new byte. */
  dots(layout: Layout, label: Label, dpi: number, page?: number): Promise<Burnt>
  /** A page (from 0) of a finished file as dots. */
  burn(pdf: Uint8Array, dpi: number, page: number): Promise<Omit<Burnt, 'cut'>>
  /** What burns, as a PNG; in shades of grey for paper that a laser prints. */
  picture(layout: Layout, label: Label, dpi: number, how?: { grey?: boolean; page?: number }): Promise<Pictured>
  /** Characters that no font has: they would print as boxes. */
  missing(texts: string[]): Promise<string[]>
  /** The codes of each page as a scanner reads them. */
  read(pdf: Uint8Array): Promise<Read[]>
  close(): Promise<void>
}

export function openPress({ fontDir }: { /** Fonts of the company's own, for rare characters. */ fontDir?: string } = {}): Press {
  const drafter = thread(fontDir), setter = thread(fontDir), reader = thread(fontDir)
  // Pages of somebody's own are set by one process at a time.
  let setting: Promise<unknown> = Promise.resolve()
  const raw = (layout: Layout, labels: Label[]): Promise<Printed> => {
    const next = setting.then(() => setRaw(layout, labels, openFonts(fontDir).dirs)).then(set => ({ ...set, cut: [] }))
    setting = next.catch(() => {})
    return next
  }
  async function* parts(layout: Layout, labels: Label[], { signal, onProgress, dpi = 203, chunk = 250 }: Setting = {}): AsyncGenerator<Part> {
    if (layout.typst !== undefined) {
      for (let from = 0; from < labels.length; from += 50) { signal?.throwIfAborted(); yield { from, ...await raw(layout, labels.slice(from, from + 50)) }; onProgress?.(Math.min(from + 50, labels.length), labels.length) }
      return
    }
    const starts: [from: number, to: number][] = []
    // The first part is small: it is soon on its way.
    for (let from = 0, size = Math.min(chunk, 50); from < labels.length; from += size, size = chunk) starts.push([from, Math.min(from + size, labels.length)])
    // While one part is set, the next is worked out. A few labels are not worth the way to another thread.
    const begin = ([from, to]: [number, number]) => labels.length <= few ? undefined : drafter.ask('draft', { layout, labels: labels.slice(from, to), dpi })
    let drafted = starts[0] && begin(starts[0])
    for (const [i, [from, to]] of starts.entries()) {
      signal?.throwIfAborted()
      const draft = await drafted
      const following = starts[i + 1]
      drafted = following && begin(following)
      drafted?.catch(() => {}) // whoever stops in between does not wait for it
      const { pdf, pages, cut } = draft ? await setter.ask('set', { draft }, { given: [draft.sheets.buffer] }) : await setter.ask('few', { layout, labels: labels.slice(from, to), dpi })
      onProgress?.(to, labels.length)
      yield { from, pdf, pages, cut: cut.map(c => ({ ...c, label: c.label + from })) }
    }
  }
  return {
    parts,
    async pdf(layout, labels, setting) {
      if (labels.length === 0) throw new Error('There is nothing to print.')
      const all: Part[] = []
      for await (const part of parts(layout, labels, setting)) all.push(part)
      return { pdf: joined(all.map(p => p.pdf)), pages: all.flatMap(p => p.pages), cut: all.flatMap(p => p.cut) }
    },
    dots: async (layout, label, dpi, page = 0) => layout.typst !== undefined ? { ...await reader.ask('burn', { pdf: (await raw(layout, [label])).pdf, dpi, page }), cut: [] } : setter.ask('dots', { layout, label, dpi, page }, { urgent: true }),
    burn: (pdf, dpi, page) => reader.ask('burn', { pdf: Uint8Array.from(pdf), dpi, page }, { urgent: true }),
    picture: async (layout, label, dpi, { grey = false, page = 0 } = {}) => layout.typst !== undefined ? raw(layout, [label]).then(async ({ pdf, pages: [pages = 1] }) => ({ ...await reader.ask('paint', { pdf, dpi, page: Math.min(page, pages - 1), grey }, { urgent: true }), pages, cut: [] })) : setter.ask('picture', { layout, label, dpi, grey, page }, { urgent: true }),
    missing: texts => setter.ask('missing', { texts }, { urgent: true }),
    read: pdf => reader.ask('read', { pdf }),
    async close() { await Promise.all([drafter.close(), setter.close(), reader.close()]) },
  }
}

const few = 8
/** How the message begins when a layout is at fault, and not the press. */
export const cannotSet = 'The paper could not be set'

/** A worker thread that does one thing after the other, what is urgent first. Should it die, the task at hand fails and the next opens a new one. */
function thread(fontDir?: string) {
  interface Task { kind: keyof Asks; ask: unknown; given: ArrayBuffer[]; done: (answer: never) => void; failed: (error: Error) => void }
  const waiting: Task[] = []
  let worker: Worker | undefined, doing: Task | undefined
  const end = (settle: (task: Task) => void) => {
    const task = doing
    doing = undefined
    worker?.unref()
    if (task) settle(task)
    next()
  }
  const open = (): Worker => {
    // A small nursery: what a thread throws away is collected soon, and the memory of a long batch stays flat.
    const opened = new Worker(`${root}/src/kit/print/worker.ts`, { workerData: { fontDir }, execArgv: [], stdin: false, resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 } })
    const gone = (error: Error) => { if (worker === opened) { worker = undefined; end(task => task.failed(error)) } }
    opened.on('message', ({ answer, fault }: { answer: never; fault?: string }) => end(task => fault === undefined ? task.done(answer) : task.failed(new Error(fault))))
    opened.on('error', error => gone(error as Error))
    opened.on('exit', code => gone(new Error(`The press stopped (${code}).`)))
    return opened
  }
  const next = () => {
    if (doing) return
    doing = waiting.shift()
    if (!doing) return
    worker ??= open()
    worker.ref()
    worker.postMessage({ kind: doing.kind, ask: doing.ask }, doing.given)
  }
  return {
    /** `given` changes hands without being copied. */
    ask: <K extends keyof Asks>(kind: K, ask: Asks[K]['ask'], { urgent = false, given = [] }: { urgent?: boolean; given?: ArrayBuffer[] } = {}) => new Promise<Asks[K]['answer']>((done, failed) => {
      waiting[urgent ? 'unshift' : 'push']({ kind, ask, given, done, failed })
      next()
    }),
    async close() {
      for (const task of waiting.splice(0)) task.failed(new Error('The press is closed.'))
      await worker?.terminate()
    },
  }
}
