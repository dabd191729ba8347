import '#kit/ui/admin.css'
import './approvals.css'
import { EmptyState, PageHead, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { useRoles } from '#kit/ui/roles.ts'
import { useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { Alarms } from '#people/alarms/alarms.tsx'
import { listApprovals } from './contract.ts'
import { One } from './one.tsx'
import { approvalsScreen } from './screen.ts'
import { text } from './words.ts'

/** What was asked for and waits for another person, and what became of it. */
export default function ApprovalsPage() {
  const { t } = useTongue()
  const roles = useRoles()
  const [search, change] = useSearch(approvalsScreen)
  const show = search.show ?? 'open'
  const { data, error, refetch } = useCall(listApprovals, { query: { open: show === 'open' ? 'yes' : 'no' } }, { live: ['approval'], every: 30_000, keep: true })
  // A file that waits for whoever asked is work still to do, though it is decided.
  const ready = useCall(listApprovals, { query: { open: 'no', kind: 'list-export' } }, { live: ['approval'], on: show === 'open' })
  const files = show === 'open' ? ready.data?.approvals.filter(a => a.file) ?? [] : []
  const shown = [...files, ...data?.approvals ?? []]
  return (
    <div className="admin approvals">
      <PageHead title={t(approvalsScreen.title)} note={t(text.note)} />
      <div className="filters tabs" role="group" aria-label={t(text.show)}>{(['open', 'decided'] as const).map(s => <button key={s} type="button" aria-pressed={s === show} onClick={() => change({ show: s })}>{t(text[s])}</button>)}</div>
      {error && !data ? <Trouble error={error} again={() => void refetch()} /> : !data ? <Waiting /> : shown.length === 0 ? <EmptyState title={t(show === 'open' ? text.none : text.noneDecided)} why={t(show === 'open' ? text.noneWhy : text.noneDecidedWhy)} />
        : <ul className="versions">{shown.map(a => <One key={a.id} of={a} />)}</ul>}
      {show === 'open' && (roles.includes('manager') || roles.includes('it')) && <Alarms title={text.alarms} none={text.noAlarms} />}
    </div>
  )
}
