import { describe, expect, test } from 'vitest'
import { blockReasons } from '#journey/order/rules.ts'
import { orderLife } from '#journey/order/states.ts'
import { knownKinds, knownReasons, sentenceOf, story, type StoryEvent } from './rules.ts'

let number = 0
const event = (kind: string, before: string | null, after: string | null, more: Partial<StoryEvent> = {}): StoryEvent =>
  ({ number: ++number, at: new Date(1_772_416_800_000 + number * 60_000), actor: 'system', kind, before, after, clause: null, facts: {}, ...more })

const road = [
  event('order.receive', null, 'received', { facts: { number: 'T1', totalFen: 9900 } }),
  event('order.block', null, 'refund-asked', { clause: 'EX-1' }),
  event('order.refer', 'received', 'review', { clause: 'RV-3.second' }),
  event('order.block', null, 'hold'),
  event('clock.breach', null, null, { clause: 'RV-4.second', facts: { dueAt: '2026-03-02T03:00:00Z' } }),
  event('order.unblock', 'refund-asked', null),
  event('order.channel-change', null, null),
  event('order.cancel', 'review', 'cancelled', { actor: 'Lin' }),
]

describe('C5 the story of an order', () => {
  test('C5 stage and blocks stand as the events left them', () => {
    expect(story(road).map(s => [s.stage, s.blocks.join(' ')])).toEqual([
      ['received', ''], ['received', 'refund-asked'], ['review', 'refund-asked'], ['review', 'hold refund-asked'], ['review', 'hold refund-asked'],
      ['review', 'hold'], ['review', 'hold'], ['cancelled', 'hold'],
    ])
  })
  test('C5 each step says who, when and by which clause', () => {
    const last = story(road).at(-1)!
    expect(last).toMatchObject({ actor: 'Lin', kind: 'order.cancel', before: 'review', after: 'cancelled', number: road.at(-1)!.number, at: road.at(-1)!.at })
    expect(last.sentence).toEqual({ zh: '订单在待审核阶段被取消', en: 'The order was cancelled while review' })
    expect(story(road)[4]!.sentence.en).toBe('A time limit ran out (RV-4.second)')
  })
  test('C5 the order of the numbers counts, not that in which events come', () => {
    expect(story(road.toReversed())).toEqual(story(road))
  })
  test('C5 every birth and move of an order has its sentence, and so has everything else that is told of it', () => {
    const kinds = [...Object.keys(orderLife.births), ...Object.keys(orderLife.moves)].map(k => `order.${k}`)
    expect([...kinds, 'order.block', 'order.unblock', 'order.channel-change', 'order.suspend', 'order.resume', 'clock.breach'].filter(k => !knownKinds.includes(k))).toEqual([])
    for (const kind of knownKinds) {
      const { zh, en } = sentenceOf(event(kind, 'ready', 'review'))
      expect(zh).toMatch(/\p{Script=Han}/u)
      expect(en).toMatch(/^[A-Z][\x20-\x7e]+$/)
    }
    expect(Object.keys(blockReasons).filter(r => !knownReasons.includes(r))).toEqual([])
  })
  test('C5 a kind without words is told by its name', () => {
    expect(sentenceOf(event('order.dream', null, null)).en).toBe('Event: order.dream')
    expect(sentenceOf(event('constructor', null, null)).en).toBe('Event: constructor')
  })
})
