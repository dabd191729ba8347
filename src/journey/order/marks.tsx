import { useNames } from '#kit/ui/dictionary.tsx'
import { Chip, Mark, type Tone } from '#kit/ui/pieces.tsx'
import { Go, hrefOf } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { textIn } from '#kit/words.ts'
import type { OrderClass } from './rules.ts'
import { ordersScreen } from './screen.ts'
import type { Stage } from './states.ts'
import { classes, stages } from './words.ts'

const tones: Partial<Record<Stage, Tone>> = { unpaid: 'soft', review: 'warn', signed: 'good', completed: 'good', cancelled: 'soft', merged: 'soft', split: 'soft' }

/** The stage of an order, its blocks and its class, as every page shows them. */
export function StageMark({ of }: { of: Stage }) {
  const { tongue } = useTongue()
  return <Mark tone={tones[of] ?? 'accent'}>{textIn(tongue, stages[of])}</Mark>
}
export function BlockChips({ of }: { of: readonly string[] }) {
  const name = useNames()
  return <span className="chips">{of.map(b => <Chip key={b} tone="warn">{name(b)}</Chip>)}</span>
}
/** What rules have marked it with; a press looks for all so marked. */
export function TagChips({ of }: { of: readonly string[] }) {
  return <span className="chips">{of.map(tag => <Go key={tag} to={hrefOf(ordersScreen, {}, { tag })}><Chip>{tag}</Chip></Go>)}</span>
}
export function ClassChip({ of }: { of: string }) {
  const { tongue } = useTongue()
  const name = Object.hasOwn(classes, of) ? textIn(tongue, classes[of as OrderClass]) : of
  return of === 'normal' ? <span className="soft">{name}</span> : <Chip tone={of === 'urgent' || of === 'fresh' ? 'bad' : 'accent'}>{name}</Chip>
}
