import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { actors, openNotes, type Notes } from '../../../test/notes.ts'
import { endpoint } from '../endpoint.ts'
import { openDoor } from './door.ts'

let notes: Notes
beforeAll(async () => { notes = await openNotes() })
afterAll(() => notes?.close())

test('IT-3 · without a good secret 401, in the wrong role 403 with the reason', async () => {
  const none = await notes.ask({ method: 'POST', url: '/api/notes', headers: { 'content-type': 'application/json' }, payload: '{"text":"a"}' })
  expect(none).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } })
  expect((await notes.post({ text: 'a' }, { authorization: 'Bearer stranger' })).status).toBe(401)
  expect((await notes.post({ text: 'a' }, { authorization: 'Basic clerk', cookie: 'danliu=clerk' })).status).toBe(401)
  expect((await notes.post({ text: 'a' }, { authorization: 'Bearer packer' })).json).toMatchObject({ status: 403, reasons: [{ code: 'wrong-role', values: { allowed: 'clerk' } }] })
})

test('S5 · a write with a cookie passes only from our own pages', async () => {
  const write = async (headers: Record<string, string>) => (await notes.ask({
    method: 'POST', url: '/api/notes', payload: '{"text":"a"}', headers: { 'content-type': 'application/json', host: 'house:1', cookie: 'a=b; danliu=clerk', ...headers },
  })).status
  expect(await write({ 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await write({ origin: 'http://house:1' })).toBe(200)
  expect(await write({})).toBe(403)
  for (const site of ['cross-site', 'same-site', 'none', '']) expect(await write({ 'sec-fetch-site': site, origin: 'http://house:1' })).toBe(403)
  for (const origin of ['http://evil', 'null', 'http://house:2', 'http://house:1.evil']) expect(await write({ origin })).toBe(403)
  expect((await notes.ask({ url: '/api/notes/1', headers: { cookie: 'danliu=clerk', 'sec-fetch-site': 'cross-site' } })).status).toBe(200)
})

test('IT-3 · X-Forwarded-For is believed of the named proxy alone', async () => {
  const open = openDoor({ ctx: notes.ctx, actorOf: async (_, secret) => actors[secret], trustProxy: '10.0.0.1' })
  const seen: string[] = []
  open.route(endpoint({ name: 'whence', method: 'GET', path: '/api/whence', summary: 'Where from.', who: 'anyone', answer: z.object({}) }), async (_, { address }) => { seen.push(address); return {} })
  for (const remoteAddress of ['10.0.0.1', '10.0.0.2']) await open.app.inject({ url: '/api/whence', remoteAddress, headers: { 'x-forwarded-for': '203.0.113.9' } })
  expect(seen).toEqual(['203.0.113.9', '10.0.0.2'])
  await open.close()
})
