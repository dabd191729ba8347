import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname

/** Writes each asset gzipped beside it, and the list of our own files the bundle was made from, so that `serve` knows when it is stale. */
const finished = (): Plugin => {
  const inputs = new Set(['index.html', 'handheld.html', 'package-lock.json', 'vite.config.ts'])
  return {
    name: 'danliu-finished',
    moduleParsed({ id }) {
      const file = path.relative(root, id.split('?', 1)[0]!)
      if (file.startsWith('src/')) inputs.add(file)
    },
    writeBundle({ dir }) {
      const assets = path.join(dir!, 'assets')
      for (const name of readdirSync(assets)) if (/\.(js|css|svg|wasm)$/.test(name)) writeFileSync(path.join(assets, `${name}.gz`), gzipSync(readFileSync(path.join(assets, name)), { level: 9 }))
      const list = path.join(dir!, 'inputs.json')
      // The console is built first, into an empty folder: what stands there is its list of this very build.
      const before = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) as string[] : []
      writeFileSync(list, JSON.stringify([...new Set([...before, ...inputs])].sort()))
    },
  }
}

/**
 * The console and the handheld pages, each a bundle of its own: in one, the handheld would carry whatever the console uses of a file that
 * both know. What the console needs in any case is one file instead of forty: a browser asks for six at a time, and each costs both sides milliseconds. Without an `assetsInlineLimit` of 0 small files would become data: addresses, which the CSP refuses.
 */
export default defineConfig({
  root, base: '/', publicDir: false,
  plugins: [react(), finished()],
  html: { cspNonce: '__NONCE__' },
  build: { outDir: 'dist/console', target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false, chunkSizeWarningLimit: 2000 },
  environments: {
    client: { build: { emptyOutDir: true, manifest: true, rolldownOptions: { input: 'index.html', output: { codeSplitting: { groups: [{ name: 'console', tags: ['$initial'] }] } } } } },
    handheld: { consumer: 'client', build: { emptyOutDir: false, rolldownOptions: { input: 'handheld.html' } } },
  },
  builder: { async buildApp({ build, environments }) { for (const page of ['client', 'handheld']) await build(environments[page]!) } }, // both stand above
})
