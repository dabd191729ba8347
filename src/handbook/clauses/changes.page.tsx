import './handbook.css'
import { EmptyState, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { listChanges } from './changes.contract.ts'
import { ClauseName, useHandbook } from './clause.tsx'
import { Version } from './propose.tsx'
import { proposalsScreen } from './screen.ts'
import { text } from './words.ts'

/** Every change of the handbook: those that wait for a decision first, then the latest. */
export default function ChangesPage() {
  const { t } = useTongue()
  const { data, error, refetch } = useCall(listChanges, { query: {} }, { live: ['handbook-change'] })
  const { data: book } = useHandbook()
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  const clauses = new Map(book?.chapters.flatMap(c => c.clauses).map(c => [c.id, c]))
  const ordered = data.changes.toSorted((a, b) => Number(b.state === 'proposed') - Number(a.state === 'proposed'))
  return (
    <div className="changes">
      <PageHead title={t(proposalsScreen.title)} />
      {ordered.length === 0 ? <EmptyState title={t(text.noProposals)} why={t(text.noProposalsWhy)} />
        : <ul className="versions">{ordered.map(c => <Version key={c.id} of={c} unit={clauses.get(c.clause)?.figures[c.figure]?.unit ?? 'count'} clause={<ClauseName id={c.clause} />} />)}</ul>}
    </div>
  )
}
