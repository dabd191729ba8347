import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.png': 'image/png', '.json': 'application/json',
}

/**
 * The built console: hashed assets for ever, the two pages (`/` and `/m` for handhelds) never kept and with a fresh nonce
 * for the styles that antd makes. Every other path a browser asks for as a page is a place within the console.
 */
export function serveConsole(app: FastifyInstance, dist: string): void {
  const asset = async (request: FastifyRequest, reply: FastifyReply) => {
    const name = (request.params as { '*': string })['*']
    const type = types[path.extname(name)]
    if (!type || !/^[\w.-]+$/.test(name) || name.startsWith('.')) throw nowhere()
    const file = path.join(dist, 'assets', name)
    const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) ? await readFile(`${file}.gz`).catch(() => undefined) : undefined
    const bytes = zipped ?? await readFile(file).catch(() => { throw nowhere() })
    return reply.headers({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding', ...(zipped && { 'content-encoding': 'gzip' }) }).type(type).send(bytes)
  }
  app.get('/assets/*', { exposeHeadRoute: true }, asset)

  const page = (file: string, more = '') => async (request: FastifyRequest, reply: FastifyReply) => {
    const name = request.url.split('?', 1)[0]!
    if (name.startsWith('/api/') || !String(request.headers.accept ?? '').includes('text/html')) throw nowhere()
    const nonce = randomBytes(16).toString('base64')
    const html = await readFile(path.join(dist, file), 'utf8').catch(() => waiting)
    return reply.headers({ 'cache-control': 'no-cache', 'content-security-policy': policyOf(nonce, more) }).type('text/html; charset=utf-8').send(html.replaceAll('__NONCE__', nonce))
  }
  // The handheld's camera is read by a WebAssembly file of our own.
  app.get('/m', page('handheld.html', " 'wasm-unsafe-eval'"))
  app.get('/m/*', page('handheld.html', " 'wasm-unsafe-eval'"))
  app.get('/*', page('index.html'))
}

const nowhere = () => new Problem(404, 'not-found', 'There is no such place here.')
/** The print components of platforms on the clerk’s own machine: Cainiao, Pinduoduo, Kuaishou. */
const components = 'ws://localhost:13528 wss://localhost:13529 ws://127.0.0.1:5000 wss://127.0.0.1:18653 ws://localhost:16888 wss://localhost:16889'
const policyOf = (nonce: string, more: string) => `default-src 'none'; script-src 'self'${more}; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ${components}; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
/** Shown while the console is being built: it asks again by itself, without a script. */
const waiting = '<!doctype html><html lang="zh"><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Danliu 單流</title><p>正在准备界面… / The console is being built…</p></html>'

/** Whether the built console is absent or older than a file it was made from (the build lists them). */
export async function isStale(dist: string, root: string): Promise<boolean> {
  const built = await stat(path.join(dist, 'inputs.json')).catch(() => undefined)
  if (!built) return true
  const inputs = JSON.parse(await readFile(path.join(dist, 'inputs.json'), 'utf8')) as string[]
  const times = await Promise.all(inputs.map(file => stat(path.join(root, file)).then(s => s.mtimeMs, () => Infinity)))
  return Math.max(0, ...times) > built.mtimeMs
}
