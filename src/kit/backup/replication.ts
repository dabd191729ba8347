import { Readable } from 'node:stream'
import pg from 'pg'

/** Who the server is: its number never changes, its timeline does with every restore. */
export interface Identified { system: string; timeline: number }

/** Parts of a base backup as they come: a tar for each tablespace, then the manifest. */
export type Part = { kind: 'archive'; name: string } | { kind: 'manifest' } | { kind: 'bytes'; bytes: Buffer }
export interface Streamed extends Identified { parts: AsyncIterable<Part>; /** An estimate, for a bar. */ bytes: number; start: string; end(): string; close(): Promise<void> }

/** A base backup through a replication connection, in the pace of whoever reads it (RELIABILITY B5). The log it needs is in it, so that it stands by itself. */
export async function baseBackup(adminUrl: string, label: string): Promise<Streamed> {
  const client = new pg.Client({ connectionString: adminUrl, replication: 'true' } as pg.ClientConfig)
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows: [who] } = await client.query('IDENTIFY_SYSTEM')
    const copy = copyOf(`BASE_BACKUP (LABEL '${label.replace(/[^\w .:-]/g, '')}', PROGRESS true, CHECKPOINT 'fast', WAL true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')`)
    client.query(copy.query as never)
    const { start, bytes } = await copy.begun
    return { system: who.systemid, timeline: Number(who.timeline), parts: copy.parts, bytes, start, end: copy.end, close: () => client.end() }
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}

/** The driver knows no answer of several tables with a stream among them; this listens to the messages themselves. */
function copyOf(text: string) {
  let connection: { query(text: string): void; stream: { pause(): void; resume(): void } } | undefined
  const tables: string[][][] = []
  const parts = new Readable({ objectMode: true, highWaterMark: 64, read() { connection?.stream.resume() } })
  const begun = Promise.withResolvers<{ start: string; bytes: number }>()
  begun.promise.catch(() => {})
  let finished = false
  const query = {
    submit(given: NonNullable<typeof connection>) { connection = given; given.query(text) },
    handleRowDescription() { tables.push([]) },
    handleDataRow(message: { fields: string[] }) { tables.at(-1)?.push(message.fields) },
    handlePortalSuspended() {}, handleEmptyQuery() {}, handleCommandComplete() {}, handleParseComplete() {}, handleCopyInResponse() {},
    handleCopyData({ chunk }: { chunk: Buffer }) {
      begun.resolve({ start: tables[0]?.[0]?.[0] ?? '', bytes: Number(tables[1]?.[0]?.[2] ?? 0) * 1024 })
      const part = partOf(chunk)
      if (part && !parts.push(part)) connection?.stream.pause()
    },
    handleReadyForQuery() { finished = true; parts.push(null) },
    handleError(error: Error) { begun.reject(error); if (!finished) parts.destroy(error) },
  }
  return { query, parts, begun: begun.promise, end: () => tables.at(-1)?.[0]?.[0] ?? '' }
}

function partOf(chunk: Buffer): Part | undefined {
  const kind = String.fromCharCode(chunk[0] ?? 0)
  if (kind === 'd') return { kind: 'bytes', bytes: Buffer.from(chunk.subarray(1)) }
  if (kind === 'n') return { kind: 'archive', name: chunk.toString('utf8', 1, chunk.indexOf(0, 1)) }
  return kind === 'm' ? { kind: 'manifest' } : undefined
}
