import { Checkbox } from 'antd'
import { useSentence } from '#kit/ui/dictionary.tsx'
import { Chip, MoneyText, Section, TimeText } from '#kit/ui/pieces.tsx'
import { Go, hrefOf } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { StageMark } from '#journey/order/marks.tsx'
import { orderScreen } from '#journey/order/screen.ts'
import type { Stage } from '#journey/order/states.ts'
import type { Seen } from './seen.tsx'
import { text } from './words.ts'

const days = 7
const keyWords = { buyer: text.byBuyer, phone: text.byPhone, address: text.byAddress }

/** Beside the order: who the customer is, and what else of theirs is on the road. */
export function Beside({ of, chosen, choose, mayMerge }: { of: Seen; chosen: ReadonlySet<string>; choose: (chosen: ReadonlySet<string>) => void; mayMerge: boolean }) {
  const { t, time, number } = useTongue()
  const toggle = (id: string) => { const set = new Set(chosen); if (!set.delete(id)) set.add(id); choose(set) }
  return (
    <aside className="case-beside">
      <Section title={t(text.history)}>
        {of.history.length === 0 ? <p className="soft">{t(text.noHistory)}</p> : <dl className="history">{of.history.map(h => (
          <div key={h.by}><dt>{t(keyWords[h.by])}</dt><dd><b>{t(text.ordersCount, { count: h.orders })}</b> <MoneyText fen={h.totalFen} />
            {h.cancelled > 0 && <span className="warn"> {t(text.cancelledCount, { count: number(h.cancelled) })}</span>}{h.refunds > 0 && <span className="bad"> {t(text.refundsCount, { count: h.refunds })}</span>}
            <span className="soft"> {t(text.since, { day: time(h.firstAt, 'day') })}</span></dd></div>
        ))}</dl>}
        {of.recent.length > 0 && <ul className="recent">{of.recent.slice(0, 6).map(o => <li key={o.id}><Go to={hrefOf(orderScreen, { id: o.id })} className="figure">{o.number}</Go><StageMark of={o.stage as Stage} /><MoneyText fen={o.totalFen} /><TimeText at={o.placedAt} style="day" /></li>)}</ul>}
      </Section>
      <Section title={t(text.similar, { days })}>
        {of.similar.length === 0 ? <p className="soft">{t(text.noSimilar)}</p> : <ul className="similar">{of.similar.map(s => <Similar key={s.id} of={s} picked={chosen.has(s.id)} onPick={mayMerge && s.mergeable ? () => toggle(s.id) : undefined} />)}</ul>}
      </Section>
    </aside>
  )
}

function Similar({ of: s, picked, onPick }: { of: Seen['similar'][number]; picked: boolean; onPick: (() => void) | undefined }) {
  const { t } = useTongue()
  const say = useSentence()
  return (
    <li>
      <div className="similar-head">{onPick && <Checkbox checked={picked} onChange={onPick} aria-label={t(text.mergeThis, { number: s.number })} />}<Go to={hrefOf(orderScreen, { id: s.id })} className="figure">{s.number}</Go><StageMark of={s.stage as Stage} /><MoneyText fen={s.totalFen} /></div>
      <div className="chips">{s.by.map(by => <Chip key={by}>{t(keyWords[by])}</Chip>)}{s.sameLines && <Chip tone="bad">{t(text.sameGoods)}</Chip>}{s.mergeable && <Chip tone="good">{t(text.mergeable)}</Chip>}</div>
      <p className="soft">{s.lines.slice(0, 3).map(l => `${l.title || l.code} ×${l.quantity}`).join('、')}</p>
      {!s.mergeable && s.reasons[0] && <p className="soft">{say(s.reasons[0])}</p>}
    </li>
  )
}
