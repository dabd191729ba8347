import { Converter } from 'opencc-js/cn2t'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tongues } from '#kit/words.ts'
import { fieldsOf, filled, flawsOf } from '#kit/print/layout.ts'
import { openPress, type Press } from '#kit/print/press.ts'
import { documentKinds, exampleOf, offers } from '#journey/4-printing/fields.rules.ts'
import { shipped } from './shipped.ts'

let press: Press
beforeAll(() => { press = openPress() })
afterAll(() => press.close())
const all = [...shipped().values()]

test('PR-4: every kind of paper has a template that comes with the house; the carriers have both sizes', () => {
  expect(documentKinds.filter(kind => !all.some(t => t.kind === kind))).toEqual([])
  expect(['SF', 'ZTO', 'YTO', 'STO', 'YD', 'JD', 'EMS', undefined].map(carrier => all.filter(t => t.kind === 'waybill' && t.carrier === carrier).map(t => t.layouts.en.width).sort())).toEqual(Array.from({ length: 8 }, () => [100, 76]))
})
test('they ask only for fields their kind offers, have no flaw, and only their words differ between the tongues', () => {
  for (const { key, kind, layouts } of all) {
    for (const tongue of tongues) {
      const asked = fieldsOf(layouts[tongue])
      expect([key, tongue, asked.values.filter(name => !offers[kind].values[name])]).toEqual([key, tongue, []])
      for (const [list, columns] of Object.entries(asked.lists)) expect([key, list, columns.filter(name => !offers[kind].lists[list]?.columns[name])]).toEqual([key, list, []])
      expect([key, flawsOf(layouts[tongue])]).toEqual([key, []])
    }
    const bare = (tongue: (typeof tongues)[number]) => JSON.stringify(layouts[tongue], (name, value: unknown) => name === 'value' || name === 'title' ? '' : value)
    expect([bare('zh-TW'), bare('en')]).toEqual([bare('zh-CN'), bare('zh-CN')])
  }
})
test('what they say in English has no Chinese in it, and zh-TW is written in traditional characters', () => {
  const traditional = Converter({ from: 'cn', to: 'tw' })
  for (const { key, title, layouts } of all) {
    expect([key, JSON.stringify(layouts.en).match(/\p{Script=Han}+/gu), title[2].match(/\p{Script=Han}/u)]).toEqual([key, null, null])
    const words = JSON.stringify(layouts['zh-TW']) + title[1]
    expect([key, [...words].filter(sign => !/[台才后里面只系干并松云范准复盘]/.test(sign) && traditional(sign) !== sign)]).toEqual([key, []])
  }
})
test('C9: set from the examples nothing is cut, and every code on them reads as its field, in every tongue', async () => {
  for (const { key, kind, layouts } of all) {
    const example = exampleOf(kind)
    for (const tongue of key.startsWith('waybill') && !key.includes('-any-') ? tongues.slice(0, 1) : tongues) {
      const layout = layouts[tongue]
      const { pdf, cut } = await press.pdf(layout, [example])
      expect([key, tongue, cut]).toEqual([key, tongue, []])
      const [page] = await press.read(pdf)
      const meant = layout.elements.flatMap(e => e.kind === 'code128' || e.kind === 'qr' ? [filled(e.value, example.values)] : [])
      expect([key, tongue, page!.codes.map(c => c.text).sort()]).toEqual([key, tongue, meant.sort()])
    }
  }
}, 120_000)
test('PR-1: a slip with sixty lines and long names runs on, and only its last page has the sums', async () => {
  const example = exampleOf('slip')
  const goods = Array.from({ length: 60 }, (_, i) => ({ ...example.lists!.goods![0]!, line: String(i + 1), title: '秋冬加厚保暖男女同款宽松圆领套头卫衣外套'.slice(0, 4 + i % 17) })) // the example has lines
  const { pages, cut } = await press.pdf(shipped().get('slip-a5')!.layouts['zh-CN'], [{ ...example, lists: { goods } }])
  expect([pages[0]! > 3, cut]).toEqual([true, []])
})
