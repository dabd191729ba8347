import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openLog } from '#kit/log.ts'
import { freshDatabase } from '../test/database.ts'
import { openCompany } from './company.ts'

test('R2: a house that opens in the moment in which its database comes back waits for it', async () => {
  const { url, drop } = await freshDatabase()
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-company-'))
  const asked = new URLSearchParams(url.split('?')[1])
  let refusals = 0
  const front = net.createServer(near => {
    near.on('error', () => {})
    if (refusals++ < 2) return near.destroy()
    const far = net.connect(`${asked.get('host')}/.s.PGSQL.${asked.get('port')}`)
    far.on('error', () => {}).on('close', () => near.destroy())
    near.on('close', () => far.destroy())
    near.pipe(far).pipe(near)
  }).listen(path.join(dir, '.s.PGSQL.5432'))
  try {
    const company = await openCompany({ url: `${url.split('?')[0]}?host=${encodeURIComponent(dir)}&port=5432`, company: 'demo', home: dir, log: openLog(undefined, 'silent'), prepare: true })
    expect(refusals).toBeGreaterThan(2)
    await company.close()
  } finally {
    front.close()
    await drop()
    fs.rmSync(dir, { recursive: true, force: true })
  }
})
