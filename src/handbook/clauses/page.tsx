import './handbook.css'
import { Checkbox, Input } from 'antd'
import { useEffect, useMemo, type ReactNode } from 'react'
import type { Tongue } from '#kit/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import { useNames } from '#kit/ui/dictionary.tsx'
import { NothingFits, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { clauseTitle, useHandbook, type ShownClause } from './clause.tsx'
import { ClausePanel } from './clause.panel.tsx'
import { readCompliance } from '#handbook/clocks/compliance.contract.ts'
import type { readHandbook } from './contract.ts'
import { figureParts } from './figures.rules.ts'
import { Kept, type Count } from './kept.tsx'
import { handbookScreen } from './screen.ts'
import { text } from './words.ts'

type Chapter = Answer<typeof readHandbook>['chapters'][number]

/** The handbook as a document to read, with the live number of each clause in its margin. */
export default function HandbookPage() {
  const { t, tongue, time } = useTongue()
  const [search, change] = useSearch(handbookScreen)
  const { data, error, refetch } = useHandbook()
  const counts = useCall(readCompliance, { query: {} }, { live: ['clock', 'order', 'parcel'], every: 60_000 })
  const byClause = useMemo(() => new Map(counts.data?.clauses.map(c => [c.clause, c])), [counts.data])
  const chapters = useMemo(() => narrowed(data?.chapters ?? [], search.q ?? '', search.timed === '1' ? byClause : undefined, tongue), [data, search.q, search.timed, byClause, tongue])
  // A clause that the address names is brought into sight when the page opens, not again at every press.
  const there = data !== undefined
  useEffect(() => { if (there && search.clause) document.getElementById(search.clause)?.scrollIntoView({ block: 'center' }) }, [there])
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  if (!data) return <Waiting lines={12} />
  const all = data.chapters.flatMap(c => c.clauses)
  const open = all.find(c => c.id === search.clause)
  return (
    <div className="handbook">
      <PageHead title={t(handbookScreen.title)} note={t(text.inForce, { clauses: all.length, enforced: all.filter(c => c.enforced).length })}>
        <Checkbox checked={search.timed === '1'} onChange={e => change({ timed: e.target.checked ? '1' : undefined })}>{t(text.onlyTimed)}</Checkbox>
        <Input.Search className="handbook-find" allowClear placeholder={t(text.findClause)} aria-label={t(text.findClause)} defaultValue={search.q} onChange={e => change({ q: e.target.value || undefined })} />
      </PageHead>
      {counts.data?.asOf && <p className="soft" role="note">{t(text.asOf, { at: time(counts.data.asOf, 'long') })}</p>}
      <div className="handbook-columns">
        <nav className="handbook-contents" aria-label={t(text.chapters)}>{chapters.map(c => <a key={c.chapter} href={`#${c.chapter}`}><span className="soft figure">{numberOf(c)}</span>{clauseTitle(tongue, c.title)}</a>)}</nav>
        <article className="handbook-text">
          {chapters.length === 0 && <NothingFits filters={[search.q, search.timed].filter(Boolean).length} />}
          {chapters.map(c => <section key={c.chapter} id={c.chapter}>
            <h2><span className="soft figure">{numberOf(c)}</span>{clauseTitle(tongue, c.title)}</h2>
            {c.clauses.map(clause => <Clause key={clause.id} of={clause} count={byClause.get(clause.id)} on={clause.id === search.clause} />)}
          </section>)}
        </article>
      </div>
      {open && <ClausePanel of={open} count={byClause.get(open.id)} which={search.which ?? 'missed'} onWhich={which => change({ which })} onClose={() => change({ clause: undefined, which: undefined })} />}
    </div>
  )
}

const numberOf = (c: Chapter) => c.clauses[0]?.number.split('.', 1)[0]

/** The chapters with the clauses that have all the words asked for, in any tongue. */
function narrowed(chapters: readonly Chapter[], q: string, timed: ReadonlyMap<string, Count> | undefined, tongue: Tongue): Chapter[] {
  const parts = q.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (c: ShownClause) => (!timed || timed.has(c.id)) && parts.every(p => [c.id, c.number, c.source, ...Object.values(c.title), ...Object.values(c.text)].some(s => s.toLowerCase().includes(p)))
  return chapters.map(c => ({ ...c, clauses: c.clauses.filter(fits) })).filter(c => c.clauses.length > 0 || (parts.length > 0 && clauseTitle(tongue, c.title).toLowerCase().includes(q.toLowerCase())))
}

function Clause({ of, count, on }: { of: ShownClause; count: Count | undefined; on: boolean }) {
  const { t, tongue } = useTongue()
  const name = useNames()
  return (
    <div className={on ? 'clause on' : 'clause'} id={of.id}>
      <span className="clause-number figure soft">{of.number}</span>
      <div>
        <h3><Go to={hrefOf(handbookScreen, {}, { ...Object.fromEntries(new URLSearchParams(location.search)), clause: of.id, which: undefined })}>{clauseTitle(tongue, of.title)}</Go></h3>
        <p className="clause-text">{marked(clauseTitle(tongue, of.text))}</p>
        <p className="clause-note soft">{of.source.replace(/^house /, `${t(text.house)} `)} · {of.obliges.map(name).join(tongue === 'en' ? ', ' : '、')}{!of.enforced && <> · {t(text.notEnforced)}</>}</p>
      </div>
      <div className="clause-count">{count && <Kept of={count} />}</div>
    </div>
  )
}

/** The figures of a text stand out. */
const marked = (said: string): ReactNode[] => figureParts(said).map((part, i) => (i % 2 ? <b key={i} className="figure">{part}</b> : part))
