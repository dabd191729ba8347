import { stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { root } from '#kit/root.ts'
import { FileRefused, type TableBatch, type TableLimits } from './shape.ts'

type Message = { batch: TableBatch } | { end: true } | { refused: { code: string; message: string } }

/**
 * Reads a table people send (.csv in any usual encoding, .xlsx, .xls) batch by batch, in a thread of its own with limits on memory and time.
 * The next batch is only made when it is asked for; leaving the loop ends the thread. The time counts while the caller waits, not while it works.
 * A file that is dangerous, damaged or too large throws `FileRefused`, perhaps after some batches: write them in one transaction.
 * Rows with `row-malformed` or `cell-too-long` are only in `problems`; with any other code the row is in `rows` too.
 */
export async function* readTable(path: string, options: Partial<TableLimits> = {}): AsyncGenerator<TableBatch> {
  const limits: TableLimits = { maxBytes: 100 * 1024 * 1024, maxRows: 1_000_000, maxCellChars: 100_000, seconds: 60, memoryMb: 160, batch: 1000, ...options }
  const file = await stat(path)
  if (!file.isFile()) throw new FileRefused('file-unknown', 'This is not a file.')
  if (file.size > limits.maxBytes) throw new FileRefused('file-too-large', `The file has over ${Math.floor(limits.maxBytes / 1024 / 1024)} MB. Split it.`)
  const entry = `${root}/src/kit/files/worker.ts`
  const worker = new Worker(entry, {
    workerData: { path, limits }, env: {}, execArgv: [], stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  })
  const inbox: (Message | Error)[] = []
  let wake = () => {}
  const put = (message: Message | Error) => { inbox.push(message); wake() }
  worker.on('message', put)
  worker.on('error', error => put(ofThread(error)))
  worker.on('exit', code => put(new FileRefused('file-unreadable', `Reading the file ended too early (${code}).`)))
  let left = limits.seconds * 1000
  try {
    worker.postMessage('more')
    for (;;) {
      const since = performance.now()
      while (inbox.length === 0) {
        let clock: NodeJS.Timeout | undefined
        const rang = await Promise.race([
          new Promise<false>(resolve => { wake = () => resolve(false) }),
          new Promise<true>(resolve => { clock = setTimeout(() => resolve(true), Math.max(0, left - (performance.now() - since))) }),
        ])
        clearTimeout(clock)
        if (rang && inbox.length === 0) throw new FileRefused('file-too-slow', `The file could not be read in ${limits.seconds} seconds. Split it or save it as .csv.`)
      }
      left -= performance.now() - since
      const message = inbox.shift()! // the loop above waits for it
      if (message instanceof Error) throw message
      if ('refused' in message) throw new FileRefused(message.refused.code, message.refused.message)
      if ('end' in message) return
      // The thread makes the next batch while the caller works on this one.
      worker.postMessage('more')
      yield message.batch
    }
  } finally { await worker.terminate() }
}

const ofThread = (error: unknown): Error =>
  (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new FileRefused('file-too-large', 'The file needs more memory than reading may take. Split it or save it as .csv.')
    : error instanceof Error ? error : new Error(String(error))
