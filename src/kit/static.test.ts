import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isStale, serveConsole } from './static.ts'

const app = fastify()
let dist = ''
beforeAll(async () => {
  dist = await fs.mkdtemp(path.join(os.tmpdir(), 'danliu-dist-'))
  await fs.mkdir(path.join(dist, 'assets'))
  await fs.writeFile(path.join(dist, 'index.html'), '<p nonce="__NONCE__">console</p>')
  await fs.writeFile(path.join(dist, 'handheld.html'), '<p>handheld</p>')
  await fs.writeFile(path.join(dist, 'assets/a-1.js'), 'plain')
  await fs.writeFile(path.join(dist, 'assets/a-1.js.gz'), 'zipped')
  await fs.writeFile(path.join(dist, 'secret.js'), 'secret')
  serveConsole(app, dist)
})
afterAll(async () => { await app.close(); await fs.rm(dist, { recursive: true }) })
const page = { accept: 'text/html' }

test('every address of the console answers its page, each time with another nonce and never kept', async () => {
  const [one, two] = [await app.inject({ url: '/', headers: page }), await app.inject({ url: '/orders/17?a=b', headers: page })]
  for (const { statusCode, headers, body } of [one, two]) {
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-cache'])
    const nonce = /nonce="([^"]+)"/.exec(body)![1]!
    expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
    expect(headers['content-security-policy']).not.toContain('unsafe')
  }
  expect(one.body).not.toBe(two.body)
  const inHand = await app.inject({ url: '/m/picking', headers: page })
  expect(inHand.body).toContain('handheld')
  expect(inHand.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';")
})
test('assets are kept for ever, zipped for who can read it', async () => {
  const zipped = await app.inject({ url: '/assets/a-1.js', headers: { 'accept-encoding': 'gzip, br' } })
  expect([zipped.body, zipped.headers['content-encoding'], zipped.headers['cache-control']]).toEqual(['zipped', 'gzip', 'public, max-age=31536000, immutable'])
  expect((await app.inject({ url: '/assets/a-1.js' })).body).toBe('plain')
})
test('what is not there, not an asset or no page is 404 and nothing else', async () => {
  for (const url of ['/assets/b.js', '/assets/..%2fsecret.js', '/assets/%2e%2e/secret.js', '/assets/.a.js', '/api/nothing']) expect([url, (await app.inject({ url, headers: url.startsWith('/api') ? page : {} })).statusCode]).toEqual([url, 404])
  expect((await app.inject({ url: '/orders' })).statusCode).toBe(404)
})
test('the build is stale when it is missing or a source of it is newer', async () => {
  expect(await isStale(path.join(dist, 'none'), dist)).toBe(true)
  await fs.writeFile(path.join(dist, 'inputs.json'), JSON.stringify(['secret.js']))
  expect(await isStale(dist, dist)).toBe(false)
  await fs.utimes(path.join(dist, 'secret.js'), new Date(), new Date(Date.now() + 5000))
  expect(await isStale(dist, dist)).toBe(true)
})
