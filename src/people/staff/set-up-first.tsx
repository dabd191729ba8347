import { house } from '#kit/ui/client.ts'
import { Waiting } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { whoAmI } from './contract.ts'
import type { Me } from './me.tsx'
import { OwnPassword } from './own-password.tsx'
import { SecondStep } from './second-step.tsx'
import { SignOutButton } from './sign-in.tsx'
import { text } from './words.ts'

/** What stands before everything else: a password that somebody else gave, then a second step that the company asks of somebody's role. */
export default function SetUpFirst({ done }: { done: (me: Me) => void }) {
  const { t } = useTongue()
  const { data, refetch } = useCall(whoAmI)
  const goOn = () => { void refetch().then(now => { if (now.data && !now.data.owes) { done(now.data); house.signedIn() } }) }
  if (!data) return <Waiting lines={3} />
  const password = data.owes === 'password-needed'
  return <>
    <h1>{t(password ? text.choosePassword : text.setUpFirst)}</h1>
    <p className="soft">{t(password ? text.choosePasswordWhy : text.setUpWhy)}</p>
    {password ? <OwnPassword given={goOn} /> : <SecondStep done={goOn} />}
    <SignOutButton />
  </>
}
