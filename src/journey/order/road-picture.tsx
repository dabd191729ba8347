import { TimeText } from '#kit/ui/pieces.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { stepsOf } from './road.tsx'
import type { Stage } from './states.ts'
import type { StoryStep } from './whole.tsx'
import { steps as stepNames, stages, text } from './words.ts'

/** The nine steps as one line: what is behind, where it stands, what is ahead; when it came to each, and what stops it. */
export function RoadPicture({ stage, allocated, blocks, steps, until }: { stage: Stage; allocated: boolean; blocks: readonly string[]; steps: readonly StoryStep[]; until: number | undefined }) {
  const { t } = useTongue()
  const ended = ['completed', 'cancelled', 'merged', 'split'].includes(stage)
  const told = until === undefined ? steps : steps.slice(0, until + 1)
  const at = stage === 'completed' ? 10 : stage === 'ready' ? (until === undefined ? allocated : told.some(s => s.kind === 'order.allocate')) ? 4 : 3 : stepsOf.find(s => s.stages.includes(stage))?.step ?? lastStepOf(told)
  return (
    <ol className="road-picture" aria-label={t(text.road)}>
      {stepNames.map((name, i) => {
        const step = i + 1
        const reached = reachedAt(told, step)
        const state = step < at ? 'done' : step === at ? (ended ? 'ended' : blocks.length ? 'here blocked' : 'here') : 'ahead'
        return <li key={step} className={state} aria-current={step === at ? 'step' : undefined}><i aria-hidden /><b>{t(name)}</b><span className="soft">{step === at && ended ? t(stages[stage]) : reached ? <TimeText at={reached} /> : step === at ? t(stages[stage]) : ' '}</span></li>
      })}
    </ol>
  )
}
const stepOf = (s: StoryStep) => (s.kind === 'order.allocate' ? 4 : s.kind === 'order.pass' ? 2 : stepsOf.find(one => one.stages.includes(s.after as Stage))?.step)
const reachedAt = (told: readonly StoryStep[], step: number) => (step === 3 ? told.findLast(s => s.after === 'ready' && s.before !== 'ready')?.at : undefined) ?? told.findLast(s => s.after !== null && s.after !== s.before && stepOf(s) === step)?.at ?? (step === 4 ? told.findLast(s => s.kind === 'order.allocate')?.at : undefined)
/** Where an order was when it ended. */
const lastStepOf = (told: readonly StoryStep[]) => Math.max(1, ...told.map(s => stepOf(s) ?? 0))
