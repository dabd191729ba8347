import { useNames } from '#kit/ui/dictionary.tsx'
import { Facts, PageHead, Section } from '#kit/ui/pieces.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { useMe } from './me.tsx'
import { SecondStep } from './second-step.tsx'
import { OwnPassword } from './own-password.tsx'
import { text } from './words.ts'

/** Who I am here, and how I sign in. */
export default function AccountPage() {
  const { t } = useTongue()
  const me = useMe()
  const name = useNames()
  return (
    <article className="narrow">
      <PageHead title={t(text.account)} />
      <Section title={me.name}>
        <Facts of={[[t(text.roles), me.roles.map(name).join(' · ')], [t(text.scope), me.shops || me.warehouses ? t(text.someShops, { shops: me.shops?.length ?? '∞', warehouses: me.warehouses?.length ?? '∞' }) : t(text.everything)]]} />
      </Section>
      <OwnPassword />
      <SecondStep />
    </article>
  )
}
