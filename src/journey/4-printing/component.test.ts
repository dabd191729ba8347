import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFakeComponent, type FakeComponent } from '../../../test/printers.ts'
import { componentAt, outcomeOf, taskFor } from './component.rules.ts'
import { openComponent } from './component.tsx'

let fake: FakeComponent
beforeAll(async () => { fake = await openFakeComponent() })
afterAll(() => fake?.close())
const paper = (id: string) => ({ id, template: 'waybill', fields: { 'parcel.waybill': 'SF0000000018', 'to.name': '孔**' } })

test('PR-2 · a platform’s component is asked for one paper after the other, and only its last word counts', async () => {
  const talk = await openComponent('cainiao', { secure: false, at: fake.at })
  expect(await talk.print(paper('7'), '热敏 1')).toEqual({ outcome: 'printed', why: '' })
  expect(fake.tasks).toEqual([{ taskID: 'danliu-7', printer: '热敏 1', data: paper('7').fields }])
  fake.become = 'failed'
  expect(await talk.print(paper('8'), '热敏 1')).toEqual({ outcome: 'not-printed', why: 'paper out' })
  fake.become = 'refused'
  expect(await talk.print(paper('9'), 'none')).toEqual({ outcome: 'not-printed', why: 'no such printer' })
  fake.become = 'vanish'
  expect((await talk.print(paper('10'), '热敏 1')).outcome).toBe('unknown')
  expect((await talk.print(paper('11'), '热敏 1')).outcome).toBe('not-printed')
  fake.become = 'printed'
})
test('PR-2 · a component that is not there is told before anything is taken from the house', async () => {
  await expect(openComponent('kuaishou', { secure: false, at: 'ws://127.0.0.1:9' })).rejects.toThrow('component-away')
})
test('PR-2 · one message form, a table of ports', () => {
  expect([componentAt.cainiao.plain, componentAt.cainiao.secure, componentAt.pinduoduo.plain, componentAt.kuaishou.plain]).toEqual(['ws://localhost:13528', 'wss://localhost:13529', 'ws://127.0.0.1:5000', 'ws://localhost:16888/ks/printer'])
  expect(taskFor(paper('7'), { printer: 'P', request: '7-1' })).toMatchObject({ cmd: 'print', requestID: '7-1', version: '1.0', task: { printer: 'P', documents: [{ documentID: '7' }] } })
  expect(outcomeOf({ cmd: 'notifyDocResult', taskID: 'danliu-7', status: 'rendered' }, '7', '7-1')).toBeUndefined()
  expect(outcomeOf({ cmd: 'notifyTaskResult', taskID: 'danliu-7', taskStatus: 'printed' }, '7', '7-1')).toEqual({ outcome: 'printed', why: '' })
  expect(outcomeOf({ cmd: 'notifyPrintResult', taskID: 'danliu-8', taskStatus: 'printed' }, '7', '7-1')).toBeUndefined()
  expect([null, 'x', 7, {}].map(m => outcomeOf(m, '7', '7-1'))).toEqual([undefined, undefined, undefined, undefined])
})
