import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useState, type FormEvent } from 'react'
import { tongueNames, tongues } from '#kit/words.ts'
import { house, Refused } from '#kit/ui/client.ts'
import { Icon } from '#kit/ui/icons.tsx'
import { Trouble } from '#kit/ui/pieces.tsx'
import { useAct } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { text as frame } from '#kit/ui/words.ts'
import { signIn, signOut } from './contract.ts'
import type { Me } from './me.tsx'
import { text } from './words.ts'

/** The door: login, password, and the tongue to be spoken to in. */
export function SignInPage({ done }: { done: (me: Me) => void }) {
  const { t, tongue, speak } = useTongue()
  useEffect(forgetTyped, [])
  return (
    <main className="entry">
      <div className="entry-card">
        <h1><Icon name="flow" size={28} />{t(frame.brand)}</h1>
        <p className="soft">{t(text.slogan)}</p>
        <SignInForm done={done} />
        <div className="entry-tongues">{tongues.map(one => <button key={one} type="button" aria-pressed={one === tongue} lang={one} onClick={() => speak(one)}>{tongueNames[one]}</button>)}</div>
      </div>
    </main>
  )
}

/** What somebody typed about customers and had not sent stays in the tab for a reload, and goes with the person. */
export function forgetTyped() { try { sessionStorage.clear() } catch { /* a closed store keeps nothing */ } }

export function SignInForm({ done }: { done: (me: Me) => void }) {
  const { t } = useTongue()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const act = useAct(signIn, { done: me => { done(me); house.signedIn() } })
  const [code, setCode] = useState('')
  const { error } = act
  const asked = error instanceof Refused && ['code-needed', 'wrong-code'].includes(error.code)
  const [asksCode, askCode] = useState(false)
  if (asked && !asksCode) askCode(true)
  const submit = (event: FormEvent) => { event.preventDefault(); act.run({ body: { login: login.trim(), password, ...(asksCode && { code }) } }) }
  return (
    <form onSubmit={submit}>
      <label className="field"><span>{t(text.login)}</span><Input size="large" autoFocus autoComplete="username" name="login" value={login} onChange={e => setLogin(e.target.value)} autoCapitalize="none" spellCheck={false} /></label>
      <label className="field"><span>{t(text.password)}</span><Input.Password size="large" autoComplete="current-password" name="password" value={password} onChange={e => setPassword(e.target.value)} /></label>
      {asksCode && <label className="field"><span>{t(text.codeHint)}</span><Input size="large" autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} value={code} onChange={e => setCode(e.target.value.replace(/\D/g, ''))} /></label>}
      {error instanceof Refused && error.code === 'code-needed' ? null : error instanceof Refused && error.code === 'wrong-login' ? <p className="bad" role="alert">{t(text.wrong)}</p> : <Trouble error={error} />}
      <Button type="primary" size="large" block htmlType="submit" loading={act.isPending} disabled={!login.trim() || !password || (asksCode && code.length < 6)}>{t(text.signIn)}</Button>
    </form>
  )
}

export function SignOutButton() {
  const { t } = useTongue()
  const queries = useQueryClient()
  const act = useAct(signOut, { done: () => { queries.clear(); location.assign('/') } })
  return <button type="button" className="nav-link" onClick={() => act.run()}>{t(text.signOut)}</button>
}
