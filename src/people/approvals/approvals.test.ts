import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { ask, approve, type CarryOut } from './actions.ts'
import { needsApproval, type ApprovalKind } from './rules.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
let [manager, second, checker, clerk] = ['', '', '', '']
let at = new Date('2026-03-04T03:00:00Z') // a Wednesday at eleven in Shanghai
beforeAll(async () => {
  house = await openHouse({ orders: 30, now: () => at })
  await house.settle()
  manager = await house.person(['manager'])
  second = await house.person(['manager'])
  checker = await house.person(['checker'])
  clerk = await house.person(['clerk'])
}, 120_000)
afterAll(() => house?.close())

const slip = async (token: string, quantity: number, more: object = {}) => house.call('POST', '/api/stock/adjustments', { token, body: { warehouse: String(await house.idOf('warehouse', 'main')), reason: '破损两件', lines: [{ sku: 'DM001', bin: await binOf('DM001'), quantity }], ...more } })
const binOf = async (code: string) => (await house.company.db.rows<{ code: string }>(sql`select p.code from balance b join place p on p.id = b.place_id join sku s on s.id = b.sku_id where s.code = ${code} and p.kind = 'bin' and b.quantity - b.promised > 5 order by p.code limit 1`))[0]!.code
const onHand = async () => (await house.call('GET', '/api/stock?sku=DM001', { token: manager })).json.stock[0].onHand as number
const decide = (token: string, id: string, what: string, body?: object) => house.call('POST', `/api/approvals/${id}/${what}`, { token, ...(body && { body }) })
const mine = async (token: string, query = '') => (await house.call('GET', `/api/approvals${query}`, { token })).json.approvals

test('ST-6: an adjustment slip names reason, product, spec, bin and quantity, and takes effect only when another person with the role approves it', async () => {
  const before = await onHand()
  const { json: { approval } } = await slip(checker, -2)
  expect(await onHand()).toBe(before)
  expect(await mine(checker)).toMatchObject([{ id: approval, kind: 'stock-adjust', state: 'asked', size: 2, own: true, mine: false, reason: '破损两件', view: [[expect.any(String)], ['DM001', expect.any(String), expect.any(String), await binOf('DM001'), '-2']] }])
  expect((await decide(checker, approval, 'approval')).status).toBe(403)
  expect((await house.call('GET', '/api/desk', { token: manager })).json.waiting).toContainEqual(expect.objectContaining({ kind: 'approvals', count: 1 }))
  expect((await decide(manager, approval, 'approval')).status).toBe(200)
  expect(await onHand()).toBe(before - 2)
  expect((await decide(second, approval, 'approval')).json.reasons).toMatchObject([{ code: 'wrong-state' }])
  expect(await house.company.db.rows(sql`select kind, facts->>'quantity' as quantity from event where kind in ('approval.ask', 'approval.approve', 'stock.adjust') order by number`)).toEqual([{ kind: 'approval.ask', quantity: null }, { kind: 'approval.approve', quantity: null }, { kind: 'stock.adjust', quantity: '-2' }])
  expect(await mine(second, '?open=no')).toMatchObject([{ state: 'approved', decider: '陈敏', mine: false }])
})

test('ST-6: nobody approves their own slip, and two at once approve it once', async () => {
  const before = await onHand()
  const { json: { approval } } = await slip(manager, 3)
  expect((await decide(manager, approval, 'approval')).json.reasons).toMatchObject([{ code: 'own-request' }])
  const third = await house.person(['manager'])
  const answers = await Promise.all([second, third, second, third].map(token => decide(token, approval, 'approval')))
  expect(answers.map(a => a.status).toSorted()).toEqual([200, 409, 409, 409])
  expect(await onHand()).toBe(before + 3)
})

test('ST-6: goods that are promised to orders are not adjusted away: then nothing is approved, and the reasons are told', async () => {
  const before = await onHand()
  const { json: { approval } } = await slip(checker, -1_000_000)
  const { status, json } = await decide(manager, approval, 'approval')
  expect([status, json.reasons[0].code]).toEqual([409, 'not-in-place'])
  expect([await onHand(), (await mine(checker))[0].state]).toEqual([before, 'asked'])
  expect((await decide(second, approval, 'rejection', { why: '数量不对' })).status).toBe(200)
  expect((await mine(checker))[0]).toMatchObject({ state: 'rejected', why: '数量不对' })
})

test('ST-6: a slip is taken back by whoever asked, is over after the time of the clause, and names only what is there', async () => {
  const first = (await slip(checker, -1)).json.approval
  expect((await decide(clerk, first, 'withdrawal')).status).toBe(404)
  expect((await decide(manager, first, 'withdrawal')).json.reasons).toMatchObject([{ code: 'not-yours' }])
  expect((await decide(checker, first, 'withdrawal')).status).toBe(200)
  const late = (await slip(checker, -1)).json.approval
  at = new Date(at.getTime() + 3 * 24 * 3600_000 + 1000)
  ;[manager, second, checker, clerk] = await Promise.all([house.person(['manager']), house.person(['manager']), house.person(['checker']), house.person(['clerk'])])
  expect((await decide(manager, late, 'approval')).json.reasons).toMatchObject([{ code: 'request-lapsed' }])
  await house.settle()
  expect((await mine(second, '?open=no')).find((a: { id: string }) => a.id === late)).toMatchObject({ state: 'lapsed' })
  const wrong = await slip(checker, 1, { lines: [{ sku: 'NOTHING', bin: 'NOWHERE', quantity: 1 }] })
  expect([wrong.status, wrong.json.reasons.map((r: { code: string }) => r.code)]).toEqual([422, ['product-unknown', 'bin-unknown']])
  expect((await slip(checker, 0)).status).toBe(422)
})

test('ST-6: a slip of a warehouse is decided only within scope', async () => {
  const { json: { approval } } = await slip(checker, -1)
  const elsewhere = await house.person(['manager'], { warehouses: [await house.idOf('warehouse', 'branch')] })
  expect([(await mine(elsewhere)).length, (await decide(elsewhere, approval, 'approval')).status]).toEqual([0, 404])
  const there = await house.person(['manager'], { warehouses: [await house.idOf('warehouse', 'main')] })
  expect((await decide(there, approval, 'approval')).status).toBe(200)
})

test('IT-3: a list of more rows than the clause allows leaves only when another person approves: once, to whoever asked, and the file says who, when and why', async () => {
  const { book } = house.company.workOf(house.company.db, { id: 0, name: 'system', roles: ['system'], scope: { warehouses: null, shops: null } })
  const most = (book.clauses['IT-3.export']!.figures['rows'] as { value: number }).value
  expect([needsApproval(book, 'list-export', most), needsApproval(book, 'list-export', most + 1), needsApproval(book, 'refund', 50_000), needsApproval(book, 'refund', 50_001)]).toEqual([false, true, false, true])
  // The figure is lowered by its own procedure, so that thirty orders are many.
  const proposal = (await house.call('POST', '/api/handbook/changes', { token: manager, body: { clause: 'IT-3.export', figure: 'rows', value: 10, reason: '收紧导出', effectiveAt: new Date(at.getTime() + 1000).toISOString() } })).json.change
  expect((await house.call('POST', `/api/handbook/changes/${proposal}/approval`, { token: second })).status).toBe(200)
  at = new Date(at.getTime() + 60_000)
  const refused = await house.call('GET', '/api/orders/export?format=csv', { token: clerk })
  expect([refused.status, refused.json.reasons]).toMatchObject([409, [{ code: 'approval-needed', values: { most: 10 } }]])
  expect((await house.call('GET', '/api/orders/count', { token: clerk })).json.free).toBe(false)
  const asked = await house.call('POST', '/api/orders/export/requests', { token: clerk, body: { shop: 'demo', format: 'csv', reason: '对账' } })
  expect(asked.status).toBe(200)
  const { approval } = asked.json
  const take = async (token: string) => { const answer = await fetch(`${house.address}/api/approvals/${approval}/file`, { method: 'POST', headers: { authorization: `Bearer ${token}` } }); return { status: answer.status, text: await answer.text() } }
  expect((await take(clerk)).status).toBe(409)
  expect((await decide(manager, approval, 'approval')).status).toBe(200)
  const rows = (await house.company.db.rows(sql`select id from orders`)).length
  expect((await take(second)).status).toBe(409)
  const file = await take(clerk)
  const lines = file.text.trim().split('\r\n')
  expect([file.status, lines.length]).toEqual([200, rows + 2])
  expect(lines.at(-1)).toMatch(/陈敏.*2026-03-.*对账/)
  expect((await take(clerk)).status).toBe(409)
  expect(await house.company.db.rows(sql`select facts->>'rows' as rows, facts->>'approval' as approval from event where kind = 'staff.export' order by number desc limit 1`)).toEqual([{ rows: String(rows), approval }])
  expect((await house.call('POST', '/api/orders/export/requests', { token: clerk, body: { q: '13800138000', reason: '对账' } })).status).toBe(422)
})

test('AS-7: a refund over the limit can be asked for and is carried out by whatever refunds, in one transaction with its approval', async () => {
  const { company } = house
  const actor = (id: number, ...roles: string[]) => ({ id, name: `p${id}`, roles, scope: { warehouses: null, shops: null } })
  const id = await company.act(actor(901, 'service'), work => ask(work, { kind: 'refund', size: 60_000, payload: { order: 1, fen: 60_000 }, view: [['DEMO', '600.00']], reason: '质量问题' }))
  const done: unknown[] = []
  const acts = (act: CarryOut) => ({ refund: act }) as unknown as Record<ApprovalKind, CarryOut>
  await expect(company.act(actor(902, 'finance'), work => approve(work, id, acts(async () => { throw new Error('the bank is away') })))).rejects.toThrow('the bank is away')
  expect(await company.db.rows(sql`select state from approval where id = ${id}`)).toEqual([{ state: 'asked' }])
  expect(await company.act(actor(901, 'finance'), work => approve(work, id, acts(async () => {})))).toMatchObject([{ code: 'own-request' }])
  expect(await company.act(actor(902, 'finance'), work => approve(work, id, acts(async (_, asked) => { done.push(asked.payload) })))).toEqual([])
  expect(done).toEqual([{ order: 1, fen: 60_000 }])
})
