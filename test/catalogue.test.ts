import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { names } from './torture.ts'

/** Attacks, and what is promised of personal data. */
const secure = ['S1', 'S2', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S12', 'S15', 'S16', 'S17', 'S20', 'S21', 'P1', 'P2', 'P3', 'P4', 'P5']
/** What the road has promised to stand: each is the name of a test, and docs/operations/torture.md says on which mistake it fails. */
const promised = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15', ...Array.from({ length: 12 }, (_, i) => `K${i + 1}`), 'I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'L1', 'L3', 'T1', 'T2', 'T3', 'T4', 'S3', 'S11', 'S13', 'S14', 'S18', 'S19', 'S22', ...secure]
/** Whose length matters: the short one runs with the tests, the long one by `npm run torture`. */
const long = ['R1', 'R2', 'R3', 'R4', 'R5', 'R7', 'R8', 'R9', 'R10', 'R12', 'R13', 'R14', 'R15', 'K3', 'K10', 'K11', 'I5', 'L1', 'L3', 'S22']

const root = path.join(import.meta.dirname, '..')
const files = (dir: string): string[] => fs.readdirSync(dir, { withFileTypes: true }).flatMap(e => (e.isDirectory() ? files(path.join(dir, e.name)) : /\.test\.tsx?$/.test(e.name) ? [path.join(dir, e.name)] : []))
const tests = [...files(path.join(root, 'src')), ...files(path.join(root, 'test'))].filter(f => f !== import.meta.filename).map(f => fs.readFileSync(f, 'utf8')).join('\n')
const named = new Set([...tests.matchAll(/\b(?:test|describe)(?:\.\w+)*\(?[^\n]*?(['`])((?:(?!\1).)*)\1/g)].flatMap(m => [...m[2]!.matchAll(/\b[RKITSLP]\d{1,2}\b/g)].map(id => id[0])))

test('every promise of the fault catalogue is a test by its name, the long ones are subjects of the torture, and the page says on which mistake each fails', () => {
  expect(promised.filter(id => !named.has(id))).toEqual([])
  expect(long.filter(id => !names.includes(id))).toEqual([])
  const page = fs.readFileSync(path.join(root, 'docs/operations/torture.md'), 'utf8')
  expect(promised.filter(id => !new RegExp(`^\\| (?:[A-Z0-9]+, )*${id}\\b`, 'm').test(page))).toEqual([])
})
