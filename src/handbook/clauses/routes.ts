import type { Route } from '#kit/context.ts'
import type { House } from '#handbook/clocks/work.ts'
import { readHandbook } from './contract.ts'
import { clauseText } from './rules.ts'
import { traditional } from './traditional.ts'

export function handbookRoutes(route: Route, house: House): void {
  const three = ({ zh, en }: { zh: string; en: string }) => ({ zh, zhTW: traditional(zh), en })
  route(readHandbook, async (_, { actor }) => house.act(actor, async ({ book }) => ({
    chapters: book.chapters.map(c => ({ ...c, title: three(c.title), clauses: c.clauses.map(clauseId => {
      const clause = book.clauses[clauseId]!
      return { ...clause, title: three(clause.title), text: three({ zh: clauseText(clause, 'zh'), en: clauseText(clause, 'en') }), source: `${clause.source.document} ${clause.source.section}` }
    }) })),
  })))
}
