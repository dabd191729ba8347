import { useCall } from '#kit/ui/query.tsx'
import { PageHead, Section } from '#kit/ui/pieces.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { Collections } from './collections.tsx'
import { handForm, listShops } from './desk.contract.ts'
import { DropFiles } from './drop.tsx'
import { addressOf } from '#kit/ui/client.ts'
import { OrderForm } from './order-form.tsx'
import { Runs } from './runs.tsx'
import { importScreen, intakeScreen } from './screen.ts'
import { text } from './words.ts'
import './intake.css'

/** Everything that comes in by hand: the form, files, and the hours at which offline orders are collected (IN-4). */
export default function IntakePage() {
  const { t, tongue } = useTongue()
  const shops = useCall(listShops, {}, { every: 300_000 })
  return (
    <div className="intake">
      <PageHead title={t(intakeScreen.title)}><Collections /></PageHead>
      <div className="intake-split">
        <OrderForm shops={shops.data?.shops ?? []} />
        <aside className="intake-side">
          <Section title={t(importScreen.title)}><DropFiles shops={shops.data?.shops ?? []} />
            <p className="soft hand-form"><a href={addressOf(handForm, {}, { lang: tongue === 'zh-CN' ? 'zh' : tongue })} download>{t(text.handForm)}</a> {t(text.handFormWhy)}</p></Section>
          <Section title={t(text.runs)}><Runs /></Section>
        </aside>
      </div>
    </div>
  )
}
