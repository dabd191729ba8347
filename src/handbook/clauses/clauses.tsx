import { Popover } from 'antd'
import { useMemo, type ReactNode } from 'react'
import { useCall } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { Tongue } from '#kit/words.ts'
import { readHandbook } from './contract.ts'

/** A text of the house that comes in three tongues with the answer. */
export const spoken = (tongue: Tongue, of: { zh: string; zhTW: string; en: string }) => (tongue === 'en' ? of.en : tongue === 'zh-TW' ? of.zhTW : of.zh)

/** The clauses of the handbook by id, asked once and kept. */
export function useClauses() {
  const { data } = useCall(readHandbook, {}, { every: 600_000 })
  return useMemo(() => new Map(data?.chapters.flatMap(c => c.clauses.map(clause => [clause.id, clause] as const))), [data])
}

/** A clause by its number and title, with its text when one wants to know. `RV-1` alone stands for the requirement's first clause. */
export function ClauseLink({ id, children }: { id: string; children?: ReactNode }) {
  const { tongue } = useTongue()
  const clauses = useClauses()
  const clause = clauses.get(id) ?? [...clauses.values()].find(c => c.requirement === id)
  if (!clause) return <>{children ?? id}</>
  const content = <div className="clause-text"><p>{spoken(tongue, clause.text)}</p><p className="soft">{clause.source} · {clause.id}</p></div>
  return <Popover content={content} title={`${clause.number} ${spoken(tongue, clause.title)}`} trigger={['hover', 'focus']}><span className="clause-link" tabIndex={0}>{children ?? `${clause.number} ${spoken(tongue, clause.title)}`}</span></Popover>
}
