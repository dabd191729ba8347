import { Popover } from 'antd'
import { Component, lazy, Suspense, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { house } from './client.ts'
import { Icon } from './icons.tsx'
import { Keys, useShortcuts } from './keys.tsx'
import { useNames } from './dictionary.tsx'
import { EmptyState, Waiting } from './pieces.tsx'
import { Go, go, match, Params, useAddress, type Place, type Screen } from './route.tsx'
import type { Source } from './sources.ts'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

// What few open, nobody waits for.
const AccountPanel = lazy(() => import('./account.tsx'))
const Menu = lazy(() => import('./menu.tsx'))
const Help = lazy(() => import('./help.tsx'))
const fetchPalette = () => import('./palette.tsx')
const Palette = lazy(fetchPalette)

/** Whether somebody of these roles sees a screen. */
export const sees = (screen: Screen, roles: readonly string[]) => typeof screen.who === 'string' || screen.who.some(role => roles.includes(role))
const groups = [['work', text.groupWork], ['goods', text.groupGoods], ['rules', text.groupRules], ['house', text.groupHouse]] as const

/** The frame around every page: the road and the other places on the left, search above, the page beside it. */
export function Frame({ places, roles, person, road, sources, home, onSignOut, account }: {
  places: readonly Place[]; roles: readonly string[]; person: string; /** The nine steps with their counts. */ road: ReactNode; sources: readonly Source[]; home: string
  onSignOut: ReactNode; account?: ReactNode
}) {
  const { t } = useTongue()
  const address = useAddress()
  const pathname = address.split('?', 1)[0]!
  const [searching, search] = useState<boolean>()
  const [helping, help] = useState<boolean>() // undefined, here and below: never opened yet
  const [menu, openMenu] = useState<boolean>()
  // Keys follow Ctrl+K at once, from a scanner too: the palette is there before it is asked for.
  useEffect(() => { const timer = setTimeout(() => void fetchPalette(), 1000); return () => clearTimeout(timer) }, [])
  useShortcuts([
    { keys: 'mod+k', what: text.openPalette, always: true, run: () => search(true) },
    { keys: '?', what: text.help, run: () => help(true) },
  ])
  const nav = (
    <nav className="nav" aria-label={t(text.menu)} onClick={e => { if ((e.target as Element).closest('a') && menu) openMenu(false) }}>
      <Go to={home} className="brand"><Icon name="flow" />{t(text.brand)}</Go>
      <button type="button" className="nav-search" onClick={() => search(true)}><Icon name="search" /><span>{t(text.searchShort)}</span><Keys keys="mod+k" /></button>
      {groups.slice(0, 1).map(([group]) => <NavGroup key={group} {...{ places, roles, group, pathname }} />)}
      {road && <div className="nav-group"><div className="nav-title">{t(text.journey)}</div>{road}</div>}
      {groups.slice(1).map(([group, title]) => <NavGroup key={group} {...{ places, roles, group, pathname, title: t(title) }} />)}
      <div className="nav-foot"><Account person={person} roles={roles} onHelp={() => help(true)} extra={account} onSignOut={onSignOut} /></div>
    </nav>
  )
  return (
    <div className="frame">
      <a className="skip" href="#content">{t(text.skip)}</a>
      <aside className="side">{nav}</aside>
      <header className="phone-head">
        <button type="button" className="icon-button" aria-label={t(text.menu)} onClick={() => openMenu(true)}><Icon name="menu" /></button>
        <Go to={home} className="brand"><Icon name="flow" />{t(text.brand)}</Go>
        <button type="button" className="icon-button" aria-label={t(text.search)} onClick={() => search(true)}><Icon name="search" /></button>
      </header>
      {menu !== undefined && <Suspense><Menu open={menu} onClose={() => openMenu(false)}>{nav}</Menu></Suspense>}
      <main id="content" className="content" tabIndex={-1}><Reach /><PageView places={places} roles={roles} home={home} /></main>
      {searching !== undefined && <Suspense><Palette open={searching} onClose={() => search(false)} sources={sources} /></Suspense>}
      {helping !== undefined && <Suspense><Help open={helping} onClose={() => help(false)} /></Suspense>}
    </div>
  )
}

function NavGroup({ places, roles, group, pathname, title }: { places: readonly Place[]; roles: readonly string[]; group: string; pathname: string; title?: string }) {
  const { t } = useTongue()
  const shown = places.map(p => p.screen).filter(s => s.nav && 'group' in s.nav && s.nav.group === group && sees(s, roles)).toSorted((a, b) => rankOf(a) - rankOf(b))
  if (!shown.length) return null
  return <div className="nav-group">{title && <div className="nav-title">{title}</div>}
    {shown.map(s => <Go key={s.path} to={s.path} className="nav-link" aria-current={s.path === '/' ? (pathname === '/' ? 'page' : undefined) : pathname === s.path || pathname.startsWith(`${s.path}/`) ? 'page' : undefined}>{t(s.title)}</Go>)}
  </div>
}
const rankOf = (s: Screen) => (s.nav && 'group' in s.nav ? s.nav.rank ?? 50 : 50)

function Account({ person, roles, onHelp, onSignOut, extra }: { person: string; roles: readonly string[]; onHelp: () => void; onSignOut: ReactNode; extra?: ReactNode }) {
  const { t } = useTongue()
  const panel = <Suspense fallback={<Waiting />}><AccountPanel {...{ person, roles, onHelp }}>{extra}{onSignOut}</AccountPanel></Suspense>
  return <Popover trigger="click" placement="topLeft" arrow={false} content={panel} destroyOnHidden>
    <button type="button" className="account" aria-haspopup="dialog" aria-label={`${t(text.account)} ${person}`}><span className="avatar" aria-hidden data-letter={[...person][0]} /><span>{person}</span></button>
  </Popover>
}

/** Says that the house is out of reach, and that it is back. */
function Reach() {
  const { t } = useTongue()
  const { away } = useSyncExternalStore(house.watch, house.standing)
  return away ? <div className="reach" role="status"><Icon name="away" />{t(text.away)}</div> : null
}

// ── the page of an address ───────────────────────────────────────────────────────────────────────────────────────────

function PageView({ places, roles, home }: { places: readonly Place[]; roles: readonly string[]; home: string }) {
  const { t } = useTongue()
  const name = useNames()
  const pathname = useAddress().split('?', 1)[0]!
  const found = useMemo(() => {
    for (const place of places) { const params = match(place.screen.path, pathname); if (params) return { place, params } }
    return undefined
  }, [places, pathname])
  if (!found) return <EmptyState page title={t(text.noPage)} why={t(text.noPageWhy)} act={<Go to={home}>{t(text.home)}</Go>} />
  const { screen } = found.place
  document.title = `${t(screen.title)} · ${t(text.brand)}`
  if (!sees(screen, roles)) return <EmptyState page title={t(text.notForYou)} why={t(text.notForYouWhy, { roles: (screen.who as readonly string[]).map(name).join(' · ') })} act={<Go to={home}>{t(text.home)}</Go>} />
  const Page = found.place.page
  return <Params.Provider value={found.params}><Guard key={pathname}><Suspense fallback={<Waiting />}><Page /></Suspense></Guard></Params.Provider>
}

/** A page that breaks does not take the frame with it. React knows this only of classes. */
class Guard extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {}
  static getDerivedStateFromError(error: Error) { return { error } }
  override render() { return this.state.error ? <Broken error={this.state.error} /> : this.props.children }
}
function Broken({ error }: { error: Error }) {
  const { t } = useTongue()
  return <EmptyState page title={t(text.fault)} why={t(text.faultWhy, { id: error.message.slice(0, 80) })} act={<button type="button" className="plain-button" onClick={() => location.reload()}>{t(text.reload)}</button>} />
}

/** Keys "g" and a letter open a screen. */
export const goKeys = (letter: string, screen: Screen) => ({ keys: `g ${letter}`, what: screen.title, run: () => go(screen.path) })
