import { randomBytes } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { z } from 'zod'
import type { Ctx } from '#kit/context.ts'
import { openDb } from '#kit/db.ts'
import { endpoint, id, idOut } from '#kit/endpoint.ts'
import { openDoor, type Door } from '#kit/http/door.ts'
import { openLog } from '#kit/log.ts'
import { vaultOf } from '#kit/pii.ts'
import { sql } from '#kit/sql.ts'
import type { Actor } from '#kit/work.ts'
import { freshDatabase } from './database.ts'

const clerk: Actor = { id: 7, name: 'clerk', roles: ['clerk'], scope: { warehouses: null, shops: null } }
export const actors: Record<string, Actor> = { clerk, packer: { ...clerk, id: 8, roles: ['packer'] } }
export const asClerk = { authorization: 'Bearer clerk', 'content-type': 'application/json' }

const note = z.strictObject({ text: z.string().max(1000), lines: z.array(z.strictObject({ quantity: z.number().int() })).optional(), any: z.unknown().optional() })
const addNote = endpoint({ name: 'addNote', method: 'POST', path: '/api/notes', summary: 'Adds a note.', who: ['clerk'], body: note, answer: z.object({ id: idOut }) })
const readNote = endpoint({ name: 'readNote', method: 'GET', path: '/api/notes/{id}', summary: 'Reads a note.', who: 'signed-in', params: z.strictObject({ id }), answer: z.object({ id: idOut, text: z.string() }) })
const findNotes = endpoint({ name: 'findNotes', method: 'GET', path: '/api/notes', summary: 'Finds notes.', who: 'anyone', query: z.strictObject({ q: z.string().optional() }), answer: z.object({ found: z.number() }) })
export const keepFile = endpoint({ name: 'keepFile', method: 'POST', path: '/api/files', summary: 'Keeps a file.', who: ['clerk'], takes: { types: ['image/png', 'application/octet-stream'], maxBytes: 3 * 1024 * 1024 }, answer: z.object({ bytes: z.number() }) })
export const fail = endpoint({ name: 'fail', method: 'POST', path: '/api/fail', summary: 'Fails.', who: 'anyone', body: z.strictObject({ how: z.enum(['duplicate', 'fault', 'nul', 'slow']) }), answer: z.object({ ok: z.boolean() }) })

/** The smallest house behind a door: notes are added and read, files kept, and a call fails as it is told. */
export interface Notes {
  door: Door; ctx: Ctx; lines: string[]
  /** What happens just before a note is committed, and between that and the answer. */
  beforeCommit(): Promise<void>; afterCommit(): Promise<void>
  ask(options: InjectOptions): Promise<Said>
  /** Adds a note as a clerk. */
  post(payload: unknown, headers?: Record<string, string>): Promise<Said>
  count(): Promise<number>
  close(): Promise<void>
}
export interface Said { status: number; headers: Record<string, unknown>; text: string; json: ReturnType<typeof JSON.parse> }

export async function openNotes(): Promise<Notes> {
  const { url, drop } = await freshDatabase()
  const said: string[] = []
  const db = openDb({ url, schema: 'demo', connections: 4 })
  await db.rows(sql`create table note (id bigint generated always as identity primary key, text text not null)`)
  const ctx: Ctx = { company: 'demo', db, vault: vaultOf(randomBytes(32), 'demo'), now: () => new Date(), utcOffsetMinutes: 480, log: openLog({ write: line => { said.push(line) } }, 'debug') }
  const door = openDoor({ ctx, actorOf: async (_, secret) => actors[secret], drainMs: 5000 })
  door.route(addNote, async (within, { body }) => {
    const made = await within.db.transaction(async tx => {
      const [row] = await tx.rows<{ id: number }>(sql`insert into note (text) values (${body.text}) returning id`)
      await notes.beforeCommit()
      return row!
    })
    await notes.afterCommit()
    return { ...made, text: body.text, secret: 'not in the contract' }
  })
  door.route(keepFile, async (_, { file }) => { let bytes = 0; for await (const chunk of file!.bytes) bytes += chunk.length; return { bytes } }) // a call that takes files has one
  door.route(readNote, async (_, { params }) => ({ id: params.id, text: 'a' }))
  door.route(findNotes, async within => ({ found: (await within.db.rows(sql`select 1 from note`)).length }))
  door.route(fail, async (within, { body }) => {
    if (body.how === 'duplicate') await within.db.rows(sql`insert into staff (login, name, roles, created_at) select 'x', 'x', '{}', now() from generate_series(1, 2)`)
    if (body.how === 'nul') await within.db.rows(sql`select ${'\0'}::text`)
    if (body.how === 'slow') await new Promise(done => setTimeout(done, 400))
    if (body.how === 'fault') throw new Error('invalid input "孔娟超" for 18626421963')
    return { ok: true }
  })
  const ask: Notes['ask'] = async options => {
    const { statusCode, headers, payload } = await door.app.inject(options)
    return { status: statusCode, headers, text: payload, json: (headers['content-type'] ?? '').toString().includes('json') ? JSON.parse(payload) : undefined }
  }
  const notes: Notes = {
    door, ctx, lines: said, ask, beforeCommit: async () => {}, afterCommit: async () => {},
    post: (payload, headers = {}) => ask({ method: 'POST', url: '/api/notes', headers: { ...asClerk, ...headers }, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
    count: async () => (await db.rows(sql`select 1 from note`)).length,
    async close() { await door.close(); await db.end(); await drop() },
  }
  return notes
}
