import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** The requirements of levels 1 and 2 of the ASVS 5.0: section, and its numbers of these levels. */
const wanted = `1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2 4.1.1-3 4.2.1 4.3.1-2 4.4.1-4 5.1.1
  5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 8.2.1-3 8.3.1
  8.4.1 9.1.1-3 9.2.1-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.1-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.1-3 11.4.1-4 11.5.1 11.6.1 12.1.1-3
  12.2.1-2 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
  17.1.1 17.2.1-4 17.3.1-2`
const numbers = wanted.split(/\s+/).flatMap(section => {
  const [chapter, part, list = ''] = section.split('.')
  return list.split(',').flatMap(range => { const [from = 0, to = from] = range.split('-').map(Number); return Array.from({ length: to - from + 1 }, (_, i) => `${chapter}.${part}.${from + i}`) })
})
const root = path.join(import.meta.dirname, '..')
const page = fs.readFileSync(path.join(root, 'docs/operations/asvs.md'), 'utf8')
const rows = [...page.matchAll(/^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (.+) \|$/gm)].map(m => ({ number: m[1]!, how: m[3]! }))

test('every requirement of the ASVS, levels 1 and 2, has its line, and each test that a line names is there', () => {
  expect(numbers.length).toBe(253)
  expect(rows.map(r => r.number)).toEqual(numbers)
  const named = rows.flatMap(({ number, how }) => [...how.matchAll(/`([\w/.-]+\.test\.tsx?)` “([^”]+)”/g)].map(m => ({ number, file: m[1]!, name: m[2]! })))
  expect(named.length).toBeGreaterThan(120)
  const text = (file: string) => (fs.existsSync(path.join(root, file)) ? fs.readFileSync(path.join(root, file), 'utf8') : '')
  const isTest = (file: string, name: string) => new RegExp(`(?:test|describe)(?:\\.\\w+)*(?:\\([^\\n]*\\))?\\(['\`]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`).test(text(file))
  expect(named.filter(({ file, name }) => !isTest(file, name))).toEqual([])
  // Other files that a line leans on.
  const files = rows.flatMap(({ how }) => [...how.matchAll(/`((?:src|docs|test)\/[\w/.-]+)`/g)].map(m => m[1]!))
  expect(files.filter(f => !fs.existsSync(path.join(root, f)))).toEqual([])
})
