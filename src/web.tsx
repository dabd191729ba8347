import '#kit/ui/no-eval.ts'
import { lazy, StrictMode, Suspense, useCallback, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import '#kit/ui/console.css'
import type { Words } from '#kit/words.ts'
import { call, house } from '#kit/ui/client.ts'
import { Frame, goKeys, sees } from '#kit/ui/frame.tsx'
import { useShortcuts } from '#kit/ui/keys.tsx'
import { DictionaryContext } from '#kit/ui/dictionary.tsx'
import { Waiting } from '#kit/ui/pieces.tsx'
import { Live, QueryProvider } from '#kit/ui/query.tsx'
import { Go, go, hrefOf, match, place, useAddress, type Place } from '#kit/ui/route.tsx'
import { listenForScans } from '#kit/ui/scanner.ts'
import { RolesContext } from '#kit/ui/roles.ts'
import { listSource, type Source } from '#kit/ui/sources.ts'
import { SubjectPlaces } from '#kit/ui/subjects.ts'
import { ThemeProvider } from '#kit/ui/theme.tsx'
import { TongueProvider, useTongue } from '#kit/ui/tongue.tsx'
import { ListViews } from '#kit/ui/views.ts'
import { text as frame } from '#kit/ui/words.ts'
import { calendarScreen } from '#handbook/calendar/screen.ts'
import { handbookScreen, proposalsScreen } from '#handbook/clauses/screen.ts'
import { parcelScreen, trackingScreen } from '#journey/9-delivery/screen.ts'
import { numbersScreen, printBatchScreen, printScreen, stockPapersScreen } from '#journey/4-printing/screen.ts'
import { printersScreen } from '#journey/printers/screen.ts'
import { putBackScreen, waveScreen, wavesScreen } from '#journey/5-picking/screen.ts'
import { checkingScreen } from '#journey/6-checking/screen.ts'
import { packingScreen } from '#journey/7-packing/screen.ts'
import { handoverScreen } from '#journey/8-handover/screen.ts'
import { discrepanciesScreen } from '#journey/discrepancy/screen.ts'
import { listOrders } from '#journey/order/contract.ts'
import { Road } from '#journey/order/road.tsx'
import { importScreen, intakeScreen, runScreen } from '#journey/1-intake/screen.ts'
import { reviewScreen, rulesScreen } from '#journey/2-review/screen.ts'
import { orderScreen, ordersScreen } from '#journey/order/screen.ts'
import { stages, text as orderText } from '#journey/order/words.ts'
import { deskScreen, wallScreen } from '#oversight/desk/screen.ts'
import { approvalsScreen } from '#people/approvals/screen.ts'
import { adjustmentsScreen, warehouseScreen, warehousesScreen } from '#goods/inventory/screen.ts'
import { shopsScreen } from '#journey/1-intake/shops.screen.ts'
import { healthScreen } from '#oversight/health/screen.ts'
import { jobsScreen } from '#oversight/jobs/screen.ts'
import { designerScreen, templatesScreen } from '#journey/templates/screen.ts'
import { carriersScreen } from '#partners/carriers/screen.ts'
import { whoIsHere } from '#people/staff/contract.ts'
import { MeContext, type Me } from '#people/staff/me.tsx'
import { companyScreen } from '#people/company/screen.ts'
import { accountScreen, staffScreen, tokensScreen } from '#people/staff/screen.ts'
import { SignInPage, SignOutButton } from '#people/staff/sign-in.tsx'
import { names } from './words.ts'

/** Every page of the console: its screen, and how its part of the bundle is fetched. A room adds its line here. */
const places: readonly Place[] = [
  place(deskScreen, () => import('#oversight/desk/page.tsx')),
  place(ordersScreen, () => import('#journey/order/page.tsx')),
  place(orderScreen, () => import('#journey/order/order.page.tsx')),
  place(printScreen, () => import('#journey/4-printing/page.tsx')),
  place(printBatchScreen, () => import('#journey/4-printing/batch.page.tsx')),
  place(stockPapersScreen, () => import('#journey/4-printing/stock.page.tsx')),
  place(numbersScreen, () => import('#journey/4-printing/numbers.page.tsx')),
  place(printersScreen, () => import('#journey/printers/page.tsx')),
  place(wavesScreen, () => import('#journey/5-picking/page.tsx')),
  place(waveScreen, () => import('#journey/5-picking/wave.page.tsx')),
  place(checkingScreen, () => import('#journey/6-checking/page.tsx')),
  place(packingScreen, () => import('#journey/7-packing/page.tsx')),
  place(handoverScreen, () => import('#journey/8-handover/page.tsx')),
  place(putBackScreen, () => import('#journey/5-picking/put-back.page.tsx')),
  place(discrepanciesScreen, () => import('#journey/discrepancy/page.tsx')),
  place(accountScreen, () => import('#people/staff/account.page.tsx')),
  place(trackingScreen, () => import('#journey/9-delivery/page.tsx')),
  place(parcelScreen, () => import('#journey/9-delivery/parcel.page.tsx')),
  place(handbookScreen, () => import('#handbook/clauses/page.tsx')),
  place(proposalsScreen, () => import('#handbook/clauses/changes.page.tsx')),
  place(calendarScreen, () => import('#handbook/calendar/page.tsx')),
  place(approvalsScreen, () => import('#people/approvals/page.tsx')),
  place(adjustmentsScreen, () => import('#goods/inventory/adjust.page.tsx')),
  place(staffScreen, () => import('#people/staff/staff.page.tsx')),
  place(companyScreen, () => import('#people/company/page.tsx')),
  place(tokensScreen, () => import('#people/staff/tokens.page.tsx')),
  place(jobsScreen, () => import('#oversight/jobs/page.tsx')),
  place(shopsScreen, () => import('#journey/1-intake/shops.page.tsx')),
  place(warehousesScreen, () => import('#goods/inventory/warehouses.page.tsx')),
  place(warehouseScreen, () => import('#goods/inventory/warehouse.page.tsx')),
  place(templatesScreen, () => import('#journey/templates/page.tsx')),
  place(designerScreen, () => import('#journey/templates/designer.page.tsx')),
  place(carriersScreen, () => import('#partners/carriers/page.tsx')),
  place(healthScreen, () => import('#oversight/health/page.tsx')),
  place(wallScreen, () => import('#oversight/desk/wall.page.tsx')),
  place(intakeScreen, () => import('#journey/1-intake/page.tsx')),
  place(importScreen, () => import('#journey/1-intake/import.page.tsx')),
  place(runScreen, () => import('#journey/1-intake/run.page.tsx')),
  place(reviewScreen, () => import('#journey/2-review/page.tsx')),
  place(rulesScreen, () => import('#journey/2-review/rules.page.tsx')),
]
/** Where a person of no role in particular begins. */
const home = places.find(p => p.screen.path === '/')?.screen.path ?? ordersScreen.path

// The page of this address is fetched while the house is asked who we are; then it asks for what it shows, before it is drawn.
const whoIsIn = call(whoIsHere)
const firstPart = places.find(p => match(p.screen.path, location.pathname === '/' ? home : location.pathname))?.fetch()
void whoIsIn.then(async me => { if (me && !me.owes) (await firstPart)?.begin?.() }, () => {}) // asked again by the page
listenForScans(() => places.some(p => p.screen.scans && match(p.screen.path, location.pathname)))

const SetUpFirst = lazy(() => import('#people/staff/set-up-first.tsx'))
const SignInAgain = lazy(() => import('#people/staff/sign-in-again.tsx'))

function Console() {
  const [me, setMe] = useState<Me | null | undefined>(undefined)
  const { liveBy } = useTongue()
  const enter = useCallback((who: Me | null) => { if (who) liveBy(who.utcOffsetMinutes); setMe(who) }, [liveBy])
  const { owing, signedOut } = useSyncExternalStore(house.watch, house.standing)
  const known = me !== undefined
  useEffect(() => {
    if (known) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const hear = (asked: typeof whoIsIn) => { asked.then(enter, () => { timer = setTimeout(() => { hear(call(whoIsHere)) }, 3000) }) }
    hear(whoIsIn)
    return () => clearTimeout(timer)
  }, [enter, known])
  if (me === undefined) return <div className="entry"><Waiting lines={3} /></div>
  if (me === null) return <SignInPage done={enter} />
  const first = <Suspense fallback={<Waiting lines={3} />}><SetUpFirst done={enter} /></Suspense>
  if (me.owes) return <main className="entry"><div className="entry-card wide">{first}</div></main>
  return <MeContext.Provider value={me}>
    <Live /><Inside me={me} />{signedOut && <Suspense><SignInAgain me={me} done={enter} /></Suspense>}
    {/* Asked for in the middle of work: the page below keeps what was typed. */}
    {owing && <main className="entry over"><div className="entry-card wide">{first}</div></main>}
  </MeContext.Provider>
}

function Inside({ me }: { me: Me }) {
  const { t } = useTongue()
  const address = useAddress()
  const mine = useMemo(() => places.filter(p => sees(p.screen, me.roles)), [me])
  const reachable = useMemo(() => mine.map(p => p.screen).filter(s => !s.path.includes(':')), [mine])
  useEffect(() => { if (address.split('?', 1)[0] === '/' && home !== '/') go(home, { replace: true }) }, [address])
  useShortcuts([{ ...goKeys('o', ordersScreen), when: sees(ordersScreen, me.roles) }])
  const sources = useMemo<Source[]>(() => [
    { title: orderText.orders, find: what => findOrders(what, t) },
    listSource(frame.pages, reachable.map(s => ({ id: s.path, title: s.title, find: s.find, to: s.path })), t),
  ], [reachable, t])
  const pages = Object.fromEntries(reachable.flatMap(s => (s.nav && 'step' in s.nav ? [[s.nav.step, s.path]] : [])))
  return <RolesContext.Provider value={me.roles}><SubjectPlaces.Provider value={subjects}><ListViews.Provider value={Views}><Frame places={places} roles={me.roles} person={me.name} home={home} sources={sources} account={<Go to={accountScreen.path} className="nav-link">{t(accountScreen.title)}</Go>} onSignOut={<SignOutButton />} road={sees(ordersScreen, me.roles) && <Road pages={pages} />} /></ListViews.Provider></SubjectPlaces.Provider></RolesContext.Provider>
}
const Views = lazy(() => import('#people/views/views.tsx'))
const subjects = { order: (id: string) => hrefOf(orderScreen, { id }), parcel: (id: string) => hrefOf(parcelScreen, { id }) }

/** The sentences come when the first is wanted; a second later in any case, for the network may go away. */
function Dictionary({ children }: { children: ReactNode }) {
  const [reasons, set] = useState<Words>()
  const want = useCallback(() => { void import('./reasons.words.ts').then(found => set(found.reasons)) }, [])
  useEffect(() => { const timer = setTimeout(want, 1000); return () => clearTimeout(timer) }, [want])
  const dictionary = useMemo(() => ({ names, reasons, want }), [reasons, want])
  return <DictionaryContext.Provider value={dictionary}>{children}</DictionaryContext.Provider>
}

/** Orders by number, waybill, parcel code, phone or name. One exact hit is opened by Enter, also from a scanner. */
async function findOrders(what: string, t: ReturnType<typeof useTongue>['t']) {
  if (what.length < 2) return []
  const { orders } = await call(listOrders, { query: { q: what, limit: 8 } })
  return orders.map(o => ({ id: o.id, title: o.number, note: `${o.receiver.split(' ', 2).join(' ')} · ${t(stages[o.stage])}`, run: () => go(hrefOf(orderScreen, { id: o.id })) }))
}

createRoot(document.getElementById('root')!).render( // index.html has it
  <StrictMode><TongueProvider><Dictionary><ThemeProvider><QueryProvider><Console /></QueryProvider></ThemeProvider></Dictionary></TongueProvider></StrictMode>,
)
