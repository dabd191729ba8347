import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
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
      writeFileSync(path.join(dir!, 'inputs.json'), JSON.stringify([...inputs].sort()))
    },
  }
}

/** The console and the handheld pages. Without an `assetsInlineLimit` of 0 small files would become data: addresses, which the CSP refuses. */
export default defineConfig({
  root, base: '/', publicDir: false,
  plugins: [react(), finished()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, manifest: true, modulePreload: { polyfill: false }, reportCompressedSize: false,
    rolldownOptions: { input: { index: 'index.html', handheld: 'handheld.html' } },
  },
})
