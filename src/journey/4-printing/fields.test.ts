import { expect, test } from 'vitest'
import { markOf, readMark } from '#journey/parcel/mark.rules.ts'
import { documentKinds, exampleOf, kindTitles, offers } from './fields.rules.ts'
import { lawful, lawfulName, lawfulPhone, lawfulStreet, lawfulText, nothingShown } from './law.rules.ts'

test('PR-1 PR-4 · every kind of document offers fields with a title in three tongues and an example', () => {
  for (const kind of documentKinds) {
    expect(kindTitles[kind].every(t => typeof t === 'string' && t.length > 0)).toBe(true)
    const all = [...Object.entries(offers[kind].values), ...Object.values(offers[kind].lists).flatMap(l => Object.entries(l.columns))]
    expect(all.filter(([name, f]) => !/^[a-z]+(\.[a-z]+)?$/.test(name) || f.title.some(t => t === '')).map(([name]) => name)).toEqual([])
    const example = exampleOf(kind)
    expect(Object.keys(example.values)).toEqual(Object.keys(offers[kind].values))
    for (const [name, rows] of Object.entries(example.lists ?? {})) expect(rows.every(r => Object.keys(r).join() === Object.keys(offers[kind].lists[name]!.columns).join())).toBe(true)
  }
})
test('PR-1 · a gift slip and a waybill have no price to place', () => {
  for (const kind of ['gift-slip', 'waybill'] as const) {
    expect(Object.keys(offers[kind].values).filter(n => /total|amount|discount|price|freight/.test(n))).toEqual([])
    expect(Object.values(offers[kind].lists).flatMap(l => Object.keys(l.columns)).filter(n => /price|total/.test(n))).toEqual([])
  }
})
test('C9 · the mark of both papers is read back as it was made, also when the order’s number has colons', () => {
  const parcel = { waybill: 'SF0000000018', number: 'A:1:2', code: 'K7QM3X' }
  expect(readMark(markOf(parcel))).toEqual(parcel)
  expect(readMark('SF0000000018')).toBeUndefined()
})

test.each([['孔娟超', '孔**'], ['王五', '王*'], ['李', '*'], ['欧阳娜娜', '欧***'], ['Ann Lee', 'A***'], ['', ''], ['𠮷田', '𠮷*']])('P1 · label law: of the name %s stays %s', (name, shown) => {
  expect(lawfulName(name)).toBe(shown)
})
test.each([
  ['18626421963', '186******63'], ['+86 186 2642 1963', '+86 1** **** **63'], ['13800138000-4321', '138********-**21'], ['0571-88886666', '057*-******66'],
  ['87654321', '******21'], ['12345', '*****'], ['', ''], ['١٢٣٤٥٦٧٨٩٠١', '١٢٣******٠١'],
])('P1 · label law: six digits at least of the phone %s are hidden', (phone, shown) => {
  expect(lawfulPhone(phone)).toBe(shown)
  expect([...lawfulPhone(phone)].filter(c => c === '*').length).toBeGreaterThanOrEqual(Math.min(6, phone.replace(/[^\p{Nd}]/gu, '').length))
})
test.each([
  ['文三路90号东部软件园5号楼1203室', '文三路90号东部软件园5号楼****室'],
  ['世纪花园3栋2单元501', '世纪花园3栋*单元***'],
  ['阳光小区12-3-402', '阳光小区**-*-***'],
  ['延安西路123弄45号502室', '延安西路123弄45号***室'],
  ['忠孝東路四段100號5樓之3', '忠孝東路四段100號*樓之*'],
  ['中山路三单元五〇二室', '中山路*单元***室'],
  ['科技大厦A座1801B', '科技大厦A座*****'],
  ['李家村3组17号', '李家村3组17号'],
  ['人民路8号房', '人民路*号房'],
  ['Flat 5B, 12 High Street', 'Flat **, 12 High Street'],
  ['建设路1号13800138000', '建设路1号***********'],
  ['', ''],
])('P1 · label law: unit and room of %s are hidden', (street, shown) => {
  expect(lawfulStreet(street)).toBe(shown)
})
test('P1 · label law: a phone or the receiver’s name in a note is hidden too; a number of goods is not', () => {
  expect(lawfulText('请放门口，打 18626421963，孔娟超收，买2件', { name: '孔娟超' })).toBe('请放门口，打 186******63，孔**收，买2件')
})
test('P1 · label law: what the carrier needs and may show is shown, and nothing else', () => {
  const to = { name: '孔娟超', phone: '18626421963', street: '文三路90号1203室' }
  expect(lawful(to, nothingShown)).toEqual({ name: '孔**', phone: '186******63', street: '文三路90号****室' })
  expect(lawful(to, { name: true, phone: false, unit: true })).toEqual({ name: '孔娟超', phone: '186******63', street: '文三路90号1203室' })
  expect(lawful(to, { name: true, phone: true, unit: true })).toEqual(to)
})
