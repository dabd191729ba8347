import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..')
const house = mkdtempSync(path.join(os.tmpdir(), 'danliu-launcher-'))
afterAll(() => rmSync(house, { recursive: true, force: true }))

const put = (file: string, says: string, at: number) => {
  mkdirSync(path.dirname(path.join(house, file)), { recursive: true })
  writeFileSync(path.join(house, file), `console.log('${says}', process.argv[2])`)
  for (const changed of [file, path.dirname(file)]) utimesSync(path.join(house, changed), at, at)
}
const said = (program = 'danliu') => spawnSync(path.join(house, program), ['hello'], { encoding: 'utf8' }).stdout.trim()

test('danliu starts the built house while no source is newer, and the sources otherwise', () => {
  copyFileSync(path.join(root, 'danliu'), path.join(house, 'danliu'))
  symlinkSync(path.join(root, 'node_modules'), path.join(house, 'node_modules'))
  for (const file of ['package-lock.json', 'vite.server.config.ts', 'src/main.ts']) put(file, 'source', 1000)
  expect(said()).toBe('source hello')
  put('dist/server/main.js', 'built', 2000)
  expect(said()).toBe('built hello')
  symlinkSync('danliu', path.join(house, 'linked'))
  expect(said('linked')).toBe('built hello')
  put('src/kit/one.ts', 'source', 3000)
  expect(said()).toBe('source hello')
})
