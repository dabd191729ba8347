import { Button, Input } from 'antd'
import { useState } from 'react'
import { useMessage } from '#kit/ui/message.ts'
import { Section, Trouble } from '#kit/ui/pieces.tsx'
import { useAct } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { changeOwnPassword } from './contract.ts'
import { text } from './words.ts'

/** Another password, by the present one. Managers of passwords may fill both. `given` is who comes in with one from somebody else, and goes on after it. */
export function OwnPassword({ given }: { given?: () => void }) {
  const { t } = useTongue()
  const message = useMessage()
  const [present, setPresent] = useState('')
  const [next, setNext] = useState('')
  const act = useAct(changeOwnPassword, { done: () => { setPresent(''); setNext(''); if (given) given(); else void message.success(t(text.passwordChanged)) } })
  const form = (
    <form onSubmit={e => { e.preventDefault(); act.run({ body: { present, next } }) }}>
      <label className="field"><span>{t(given ? text.givenPassword : text.presentPassword)}</span><Input.Password autoComplete="current-password" value={present} maxLength={400} onChange={e => setPresent(e.target.value)} /></label>
      <label className="field"><span>{t(text.newPassword)}</span><Input.Password autoComplete="new-password" value={next} maxLength={400} onChange={e => setNext(e.target.value)} /><span className="soft">{t(text.newPasswordHint)}</span></label>
      <Trouble error={act.error} />
      <Button htmlType="submit" type={given ? 'primary' : 'default'} disabled={present === '' || [...next].length < 10} loading={act.isPending}>{t(text.changePassword)}</Button>
    </form>
  )
  return given ? form : <Section title={t(text.changePassword)}>{form}</Section>
}
