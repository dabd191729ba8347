import { lazy, StrictMode, Suspense, useCallback, useEffect, useLayoutEffect, useState, useSyncExternalStore, type ComponentType, type FormEvent } from 'react'
import { createRoot } from 'react-dom/client'
import '#kit/ui/station.css'
import '#kit/ui/bench.css'
import { tongueNames, tongues, words, type Text } from '#kit/words.ts'
import { call, house, Refused, type Callable } from '#kit/ui/client.ts'
import { DictionaryContext } from '#kit/ui/dictionary.tsx'
import { startQueue } from '#kit/ui/gestures.ts'
import { openHints } from '#kit/ui/hints.ts'
import { go, useAddress } from '#kit/ui/route.tsx'
import { listenForScans, scans } from '#kit/ui/scanner.ts'
import { TongueProvider, useTongue } from '#kit/ui/tongue.tsx'
import { text as picking } from '#journey/5-picking/words.ts'
import { text as checking } from '#journey/6-checking/words.ts'
import { text as packing } from '#journey/7-packing/words.ts'
import { text as handover } from '#journey/8-handover/words.ts'
import type { signIn, signOut, whoIsHere } from '#people/staff/contract.ts'
import { MeContext, type Me } from '#people/staff/me.tsx'
import { reasons as staffReasons, text as staff } from '#people/staff/words.ts'
import * as dictionary from './handheld.words.ts'

const text = words({
  title: ['单流 · 手持', '單流 · 手持', 'Danliu handheld'],
  opening: ['正在打开…', '正在開啟…', 'Opening…'],
  nothing: ['您的角色还没有手持页面', '您的角色還沒有手持頁面', 'There is no handheld page for your role'],
})

/** Without network a page that was never opened comes when it can, rather than never. */
const patiently = (load: () => Promise<{ default: ComponentType }>) => lazy(async () => {
  for (;;) try { return await load() } catch { await new Promise(done => setTimeout(done, 2000)) }
})

/** The pages of the handheld, each loaded when it is first needed. A room adds its line here. */
const places: readonly { path: `/m/${string}`; title: Text; who: readonly string[]; page: ComponentType }[] = [
  { path: '/m/picking', title: picking.picking, who: ['picker'], page: patiently(() => import('#journey/5-picking/handheld.tsx')) },
  { path: '/m/put-back', title: picking.putBack, who: ['picker', 'checker', 'packer', 'logistics'], page: patiently(() => import('#journey/5-picking/put-back.handheld.tsx')) },
  { path: '/m/checking', title: checking.checking, who: ['checker'], page: patiently(() => import('#journey/6-checking/handheld.tsx')) },
  { path: '/m/packing', title: packing.packing, who: ['packer'], page: patiently(() => import('#journey/7-packing/handheld.tsx')) },
  { path: '/m/handover', title: handover.handover, who: ['logistics', 'packer'], page: patiently(() => import('#journey/8-handover/handheld.tsx')) },
]

/** What is called here is written by hand: a contract would bring zod along. */
const calls = {
  whoIsHere: { method: 'GET', path: '/api/session', who: 'anyone', write: false }, signIn: { method: 'POST', path: '/api/session', who: 'anyone', write: true },
  signOut: { method: 'DELETE', path: '/api/session', who: 'anyone', write: true },
} as const satisfies Record<string, Callable>

function Handheld() {
  const [me, setMe] = useState<Me | null | undefined>(undefined)
  const { signedOut, owing } = useSyncExternalStore(house.watch, house.standing)
  const { liveBy } = useTongue()
  const enter = useCallback((who: Me | null) => { if (who) liveBy(who.utcOffsetMinutes); setMe(who) }, [liveBy])
  useEffect(() => { const ask = () => { call<typeof whoIsHere>(calls.whoIsHere).then(enter, () => setTimeout(ask, 2000)) }; ask() }, [enter])
  // Before the page below takes its first scan.
  useLayoutEffect(() => { if (me) startQueue(me.id) }, [me])
  useEffect(() => { if (me) return openHints() }, [me])
  // A password or a second step is set up in the console; what hands did is kept until then.
  useEffect(() => { if (owing || me?.owes) location.assign('/') }, [owing, me])
  if (me === undefined) return <Opening />
  if (me === null) return <SignIn done={enter} />
  return <MeContext.Provider value={me}>
    {/* The page stays mounted under the sign-in, so that nothing scanned or typed is lost. */}
    <div hidden={signedOut}><Page me={me} /></div>
    {signedOut && <SignIn again done={now => { if (now.id === me.id) enter(now); else location.assign('/m') }} />}
  </MeContext.Provider>
}

/** Something to see at once: a browser gives no keys to a page that has drawn nothing yet. */
function Opening() {
  const { t } = useTongue()
  return <div className="station"><header className="station-head"><h1>{t(text.title)}</h1></header><div className="station-bar quiet" role="status"><strong>{t(text.opening)}</strong></div></div>
}

function Page({ me }: { me: Me }) {
  const { t } = useTongue()
  const pathname = useAddress().split('?', 1)[0]!
  const mine = places.filter(({ who }) => who.some(role => (me.roles as readonly string[]).includes(role)))
  const found = mine.find(p => p.path === pathname)
  if (found) { const Found = found.page; return <Suspense fallback={<Opening />}><Found /></Suspense> }
  return (
    <div className="station">
      <header className="station-head"><h1>{t(text.title)}</h1></header>
      <nav className="station-menu">{mine.map(({ path, title }) => <button key={path} type="button" className="station-button" onClick={() => go(path)}>{t(title)}</button>)}
        {!mine.length && <p>{t(text.nothing)}</p>}
        <button type="button" className="station-button quiet" onClick={() => void call<typeof signOut>(calls.signOut).then(() => location.assign('/m'))}>{t(staff.signOut)} · {me.name}</button>
      </nav>
    </div>
  )
}

function SignIn({ done, again = false }: { done: (me: Me) => void; again?: boolean }) {
  const { t, tongue, speak } = useTongue()
  const [trouble, setTrouble] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [asksCode, askCode] = useState(false)
  useEffect(() => { if (!again) scans.forget() }, [again])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    setBusy(true)
    call<typeof signIn>(calls.signIn, { body: { login: String(given.get('login')), password: String(given.get('password')), ...(asksCode && { code: String(given.get('code')) }) } })
      .then(me => { house.signedIn(); done(me) }, (error: unknown) => {
        if (error instanceof Refused && error.code === 'code-needed') { askCode(true); setTrouble(undefined); return }
        setTrouble(error instanceof Refused && (error.code === 'wrong-code' || error.code === 'password-lapsed') ? t(staffReasons[error.code]) : error instanceof Refused && error.code === 'wrong-login' ? t(staff.wrong) : error instanceof Refused && error.code === 'throttled' ? t(staff.throttled, { seconds: Number(error.reasons[0]?.values?.seconds ?? 60) }) : String(error))
      })
      .finally(() => setBusy(false))
  }
  return (
    <form className="station-entry" onSubmit={submit}>
      <h1>{t(text.title)}</h1>
      {again && <p>{t(staff.signInAgain)}</p>}
      <label>{t(staff.login)}<input name="login" autoComplete="username" autoCapitalize="none" spellCheck={false} required autoFocus /></label>
      <label>{t(staff.password)}<input name="password" type="password" autoComplete="current-password" required /></label>
      {asksCode && <label>{t(staff.codeHint)}<input name="code" inputMode="numeric" autoComplete="one-time-code" pattern="\d{6}" maxLength={6} required autoFocus /></label>}
      {trouble && <p className="bad" role="alert">{trouble}</p>}
      <button className="station-button main" disabled={busy}>{t(staff.signIn)}</button>
      <div className="station-tongues">{tongues.map(one => <button key={one} type="button" lang={one} aria-pressed={one === tongue} onClick={() => speak(one)}>{tongueNames[one]}</button>)}</div>
    </form>
  )
}

document.documentElement.dataset.shade = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
listenForScans(() => places.some(p => p.path === location.pathname))
createRoot(document.getElementById('root')!).render( // handheld.html has it
  <StrictMode><TongueProvider><DictionaryContext.Provider value={dictionary}><Handheld /></DictionaryContext.Provider></TongueProvider></StrictMode>,
)
