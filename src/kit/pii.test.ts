import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ringIn } from './secrets.ts'

const secretOf = async (file: string) => (await ringIn(file))(true).at(-1)!.secret!

test('IT-3 · processes that start at once into an empty home share one key, and half a key is never used', async () => {
  const home = await fs.mkdtemp(path.join(os.tmpdir(), 'danliu-key-'))
  const before = process.env.DANLIU_KEY
  delete process.env.DANLIU_KEY
  try {
    const file = path.join(home, 'deep/secret.key')
    const keys = await Promise.all(Array.from({ length: 20 }, () => secretOf(file)))
    expect(new Set(keys.map(k => k.toString('hex'))).size).toBe(1)
    expect(keys[0]).toHaveLength(32)
    expect(await secretOf(file)).toEqual(keys[0])
    expect([(await fs.stat(file)).mode & 0o777, await fs.readdir(path.dirname(file))]).toEqual([0o600, ['secret.key']])
    await fs.writeFile(file, 'abc')
    await expect(secretOf(file)).rejects.toThrow('not a key')
  } finally {
    if (before !== undefined) process.env.DANLIU_KEY = before
    await fs.rm(home, { recursive: true, force: true })
  }
})
