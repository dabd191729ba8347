import './clause.css'
import { textIn, type Tongue } from '#kit/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { readHandbook } from './contract.ts'
import { handbookScreen } from './screen.ts'
import { figureNames, units } from './words.ts'

export type ShownClause = Answer<typeof readHandbook>['chapters'][number]['clauses'][number]
export interface Title { zh: string; zhTW: string; en: string }
export const clauseTitle = (tongue: Tongue, of: Title): string => (tongue === 'en' ? of.en : tongue === 'zh-TW' ? of.zhTW : of.zh)

export const useHandbook = () => useCall(readHandbook, {}, { live: ['handbook-change'] })

/** A clause by its number and title, leading to its text. */
export function ClauseName({ id }: { id: string }) {
  const { tongue } = useTongue()
  const { data } = useHandbook()
  const found = data?.chapters.flatMap(c => c.clauses).find(c => c.id === id)
  return <Go to={hrefOf(handbookScreen, {}, { clause: id })} className="clause-name">{found ? <><span className="soft figure">{found.number}</span> {clauseTitle(tongue, found.title)}</> : id}</Go>
}

export const figureName = (tongue: Tongue, name: string) => (Object.hasOwn(figureNames, name) ? textIn(tongue, figureNames[name as keyof typeof figureNames]) : name)
/** A figure with its unit: 4 小时, 3%, 09:00. */
export function figureValue(tongue: Tongue, value: number | string | string[], unit: string): string {
  const shown = unit === 'fen' && typeof value === 'number' ? value / 100 : value
  const said = Array.isArray(shown) ? shown.join(tongue === 'en' ? ', ' : '、') : String(shown)
  return Object.hasOwn(units, unit) ? textIn(tongue, units[unit as keyof typeof units], { n: said }) : said
}
