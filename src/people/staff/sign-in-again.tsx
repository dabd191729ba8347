import { Modal } from 'antd'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { Me } from './me.tsx'
import { forgetTyped, SignInForm } from './sign-in.tsx'
import { text } from './words.ts'

/** Over the page when the session has ended in the middle of work: what was typed stays, and the call that was refused goes on. */
export default function SignInAgain({ me, done }: { me: Me; done: (me: Me) => void }) {
  const { t } = useTongue()
  return (
    <Modal open title={t(text.signInAgain)} footer={null} closable={false} keyboard={false} mask={{ closable: false }} width={380} destroyOnHidden>
      <p className="soft">{t(text.nothingLost)}</p>
      {/* Another person's work must not go on under this one's page. */}
      <SignInForm done={now => { if (now.id === me.id) done(now); else { forgetTyped(); location.assign('/') } }} />
    </Modal>
  )
}
