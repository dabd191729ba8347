import { Converter } from 'opencc-js/cn2t'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tongues } from '#kit/words.ts'
import { fieldsOf, filled, flawsOf } from '#kit/print/layout.ts'
import { openPress, type Press } from '#kit/print/press.ts'
import { documentKinds, exampleOf, offers } from '#journey/4-printing/fields.rules.ts'
import { mayBeCut } from '#journey/4-printing/rules.ts'
import { exampleFor } from './rules.ts'
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
  for (const { key, kind, carrier, layouts } of all) {
    const example = exampleFor(kind, carrier)
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
test('PR-1: every waybill carries the longest places of the country, an address of ninety signs, long names and numbers; nothing of it is cut', async () => {
  const region = { 'to.province': '新疆维吾尔自治区', 'to.city': '黔西南布依族苗族自治州', 'to.district': '积石山保安族东乡族撒拉族自治县' }
  const street = '科技园路三百二十八号师范学院家属区南苑宿舍十一栋四单元三千一百零四室门卫代收谢谢'
  const long = { ...region, 'route.mark': '黔西南布依族苗族自治州 积石山保安族东乡族撒拉族自治县', 'to.street': street, 'to.address': Object.values(region).join('') + street + '请放在小区北门快递柜里面',
    'to.name': 'Abdurrahman Muhammad', 'to.phone': '+86 186-****-**63-8012', 'sender.name': '单流家居生活日用品官方旗舰店', 'sender.address': '浙江省杭州市余杭区良渚街道仓前路8号东部物流产业园三号仓库二层南侧发货区', 'shop.name': '单流家居生活日用品官方旗舰店', 'order.number': '2026030212345678901234567890' }
  expect([...long['to.address']].length).toBeGreaterThan(85)
  for (const { key, layouts } of all.filter(t => t.kind === 'waybill')) {
    const layout = layouts['zh-CN'], label = { values: { ...exampleOf('waybill').values, 'route.code': '', 'route.hub': '', ...long } }
    const { cut } = await press.pdf(layout, [label])
    expect([key, cut.map(c => layout.elements[c.element]).filter(e => !mayBeCut(e)).map(e => JSON.stringify(e).slice(0, 120))]).toEqual([key, []])
  }
}, 120_000)
test('PR-1: a slip with sixty lines and long names runs on, and only its last page has the sums', async () => {
  const example = exampleOf('slip')
  const goods = Array.from({ length: 60 }, (_, i) => ({ ...example.lists!.goods![0]!, line: String(i + 1), title: '秋冬加厚保暖男女同款宽松圆领套头卫衣外套'.slice(0, 4 + i % 17) })) // the example has lines
  const { pages, cut } = await press.pdf(shipped().get('slip-a5')!.layouts['zh-CN'], [{ ...example, lists: { goods } }])
  expect([pages[0]! > 3, cut]).toEqual([true, []])
})
