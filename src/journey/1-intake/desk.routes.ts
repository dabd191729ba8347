import type { Route } from '#kit/context.ts'
import { dayAt, momentOfDay } from '#kit/day.rules.ts'
import { record } from '#kit/events.ts'
import { conflict, notFound, Problem } from '#kit/problem.ts'
import { figure } from '#handbook/clauses/rules.ts'
import type { House } from '#handbook/clocks/work.ts'
import { readAddress } from '#journey/order/address.contract.ts'
import { parseAddress } from '#journey/order/address.rules.ts'
import { collect } from './collection.actions.ts'
import { hoursOf } from './collection.rules.ts'
import { collectionsOf } from './collection.store.ts'
import * as contract from './desk.contract.ts'
import { handFormOf } from './hand-form.ts'
import { mostPapers, typeOf } from './papers.rules.ts'
import { insertPaper, sourceOf } from './papers.store.ts'
import { shopFor } from './runs.actions.ts'
import { shopsOf } from './store.ts'

export function intakeDeskRoutes(route: Route, house: House): void {
  route(readAddress, async (_, { body }) => parseAddress(body.text))
  route(contract.handForm, async ({ now, utcOffsetMinutes }, { query }) => {
    const day = dayAt(utcOffsetMinutes, now())
    return {
      name: `${query.lang === 'en' ? 'danliu-hand-form' : '丹流手工单'}-${day}.xlsx`, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      body: Buffer.from(await handFormOf(query.lang, query.rows, day)),
    }
  })
  route(contract.listShops, async ({ db }, { actor }) => ({ shops: await shopsOf(db, actor.scope.shops) }))
  route(contract.addPaper, async ({ db, vault }, { query, file, actor }) => {
    const shop = await shopFor(db, query.shop, actor)
    const parts: Buffer[] = []
    for await (const part of file!.bytes) parts.push(part) // a call that takes files has one; its length is bounded
    const bytes = Buffer.concat(parts)
    if (typeOf(bytes) !== file!.type) throw new Problem(415, 'wrong-type', 'The file is not the kind of picture it says it is.')
    return house.act(actor, async work => {
      const source = await sourceOf(work.tx, shop.id, query.number)
      if (!source) throw notFound('order')
      if (source.papers >= mostPapers) throw conflict('papers-full', `An order has at most ${mostPapers} papers.`)
      const paper = await insertPaper(work.tx, { sourceId: source.id, name: query.name, type: file!.type, bytes: bytes.length, sealed: vault.sealBytes(bytes), at: work.now, by: actor.name })
      await record(work, [{ subject: 'intake', id: source.id, kind: 'intake.paper', clause: 'IN-8.raw', facts: { paper, bytes: bytes.length } }])
      return { paper }
    }, db)
  })
  route(contract.listCollections, async ({ db }, { query, actor }) => house.act(actor, async work => {
    const offset = work.calendar.utcOffsetMinutes
    const day = query.day ?? dayAt(offset, work.now)
    const made = new Map((await collectionsOf(work.tx, day)).map(c => [c.hour, c]))
    const hours = [...new Set([...hoursOf(figure(work.book, 'IN-4.collect', 'at')), ...made.keys()])].toSorted()
    return {
      day, now: work.now, hours: hours.map(hour => {
        const one = made.get(hour)
        return { hour, at: momentOfDay(offset, day, hour), collection: one ? { ...one, missed: one.clock === 'missed' || (one.state === 'open' && one.dueAt !== null && one.dueAt < work.now) } : null }
      }),
    }
  }, db))
  route(contract.collect, async ({ db }, { body, actor }) => house.act(actor, async work => {
    const reasons = await collect(work, body.collection, body)
    if (reasons.some(r => r.code === 'not-found')) throw notFound('collection')
    if (reasons.length) throw conflict('not-collected', 'This collection is done already.', reasons)
    return { collected: true as const }
  }, db))
}
