import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useAddress } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { countStages } from './contract.ts'
import { ordersScreen } from './screen.ts'
import type { Stage } from './states.ts'
import { steps, text } from './words.ts'

/** Where the stages lie on the nine steps. A ready order waits for a warehouse (3) or, with one, for its wave and papers (4). */
export const stepsOf: readonly { step: number; stages: readonly Stage[] }[] = [
  { step: 1, stages: ['unpaid', 'received'] }, { step: 2, stages: ['review'] }, { step: 3, stages: ['ready'] }, { step: 4, stages: ['ready'] }, { step: 5, stages: ['picking'] },
  { step: 6, stages: ['checking'] }, { step: 7, stages: ['packing'] }, { step: 8, stages: ['packed'] }, { step: 9, stages: ['handed-over', 'in-transit', 'signed'] },
]
const live = ['order']

/** The road as the main navigation: how many orders stand at each step, and how many of them are blocked. `pages` are the steps that have a page of their own. */
export function Road({ pages }: { pages: Readonly<Record<number, string>> }) {
  const { t, number } = useTongue()
  const address = useAddress()
  const { data } = useCall(countStages, {}, { live })
  return (
    <div className="road">
      {stepsOf.map(({ step, stages }) => {
        const here = data?.stages.filter(s => stages.includes(s.stage)) ?? []
        const count = here.reduce((sum, s) => sum + (step === 3 ? s.count - s.allocated : step === 4 ? s.allocated : s.count), 0)
        const blocked = step === 4 ? 0 : here.reduce((sum, s) => sum + s.blocked, 0)
        const to = pages[step] ?? hrefOf(ordersScreen, {}, { stage: stages.join(',') })
        const name = steps[step - 1]! // nine steps, nine names
        return <Go key={step} to={to} aria-current={address === to ? 'page' : undefined}>
          <span className="step" aria-hidden>{step}</span><span>{t(name)}</span><span className="blocked" title={blocked ? t(text.blockedCount, { count: blocked }) : undefined}>{blocked > 0 && number(blocked)}</span><span className={count ? 'count' : 'count zero'}>{data ? number(count) : ''}</span>
        </Go>
      })}
    </div>
  )
}
