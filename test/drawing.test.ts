import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { drawing } from '#kit/moves.ts'
import { orderLife } from '#journey/order/states.ts'
import { parcelLife } from '#journey/parcel/states.ts'

const page = readFileSync(path.join(import.meta.dirname, '../ARCHITECTURE.md'), 'utf8')
const drawn = [...page.matchAll(/```mermaid\n([\s\S]*?)\n```/g)].map(found => found[1])

test.each([orderLife, parcelLife])('ARCHITECTURE.md draws the life of the $name as the code has it', life => {
  expect(drawn).toContain(drawing(life))
})
