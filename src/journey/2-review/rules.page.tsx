import { Button } from 'antd'
import { useState } from 'react'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { useNames } from '#kit/ui/dictionary.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { EmptyState, Mark, PageHead, Section, TimeText, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { useMe } from '#people/staff/me.tsx'
import { listRules, orderRules, retireRule, ruleChanges } from './edit.contract.ts'
import { RuleEditor } from './rule-editor.tsx'
import { rulesScreen } from './screen.ts'
import type { Rule } from './seen.tsx'
import { text } from './words.ts'
import './review.css'

/** The rules of automatic review, top to bottom; each can be tried on past orders before it is saved (RV-2). */
export default function RulesPage() {
  const { t, written } = useTongue()
  const { roles } = useMe()
  const message = useMessage()
  const mayEdit = roles.includes('manager')
  const [search, change] = useSearch(rulesScreen)
  const list = useCall(listRules, {}, { keep: true })
  const order = useAct(orderRules)
  const [leaving, leave] = useState<Rule>()
  const retire = useAct(retireRule, { done: () => { leave(undefined); change({ rule: undefined }); void message.success(t(text.retired)) } })
  const rules = list.data?.rules ?? []
  const current = search.rule === 'new' ? undefined : rules.find(r => r.id === search.rule) ?? (search.rule ? undefined : rules[0])
  const shift = (at: number, by: number) => { const ids = rules.map(r => r.id); const [one] = ids.splice(at, 1); if (one) ids.splice(at + by, 0, one); order.run({ body: { rules: ids } }) }
  return (
    <div className="rules">
      <PageHead title={t(rulesScreen.title)} note={t(mayEdit ? text.rulesNote : text.onlyManager)}>{mayEdit && <Button type="primary" onClick={() => change({ rule: 'new' })}>{t(text.newRule)}</Button>}</PageHead>
      {list.error && !list.data ? <Trouble error={list.error} again={() => void list.refetch()} /> : list.isPending ? <Waiting lines={8} /> : (
        <div className="rules-split">
          <div>
            {rules.length === 0 ? <EmptyState title={t(text.noRules)} /> : <ol className="rule-list" aria-label={t(rulesScreen.title)}>{rules.map((r, i) => (
              <li key={r.id} aria-current={r.id === current?.id || undefined}>
                <button type="button" className="rule-name" onClick={() => change({ rule: r.id })}><span className="soft figure">{i + 1}</span><span>{written(r.name)}</span><Mark tone={r.live ? 'good' : 'soft'}>{t(r.live ? text.live : text.off)}</Mark></button>
                {mayEdit && <span className="rule-move"><button type="button" className="icon-button" disabled={i === 0 || order.isPending} aria-label={`${t(text.up)} ${written(r.name)}`} onClick={() => shift(i, -1)}>↑</button>
                  <button type="button" className="icon-button" disabled={i === rules.length - 1 || order.isPending} aria-label={`${t(text.down)} ${written(r.name)}`} onClick={() => shift(i, 1)}>↓</button></span>}
              </li>
            ))}</ol>}
            <Trouble error={order.error} />
            <Changes />
          </div>
          {(current || search.rule === 'new') && <RuleEditor key={current ? `${current.id} ${current.changedAt}` : 'new'} rule={current} rank={(rules.at(-1)?.rank ?? 0) + 10} figures={list.data?.figures ?? {}} mayEdit={mayEdit} onSaved={id => { void message.success(t(text.saved)); change({ rule: id }) }} onRetire={() => leave(current)} />}
        </div>
      )}
      <ConfirmWithReason open={!!leaving} danger title={t(text.retireTitle, { name: leaving ? written(leaving.name) : '' })} act={t(text.retire)} busy={retire.isPending} trouble={<Trouble error={retire.error} />} onCancel={() => leave(undefined)}
        onConfirm={why => { if (leaving) retire.run({ params: { id: leaving.id }, body: { why } }) }}><p className="soft">{t(text.retireWhy)}</p></ConfirmWithReason>
    </div>
  )
}

/** Who changed what, the latest first. */
function Changes() {
  const { t, written } = useTongue()
  const name = useNames()
  const list = useCall(ruleChanges, { query: { limit: 12 } })
  if (!list.data?.changes.length) return null
  return <Section title={t(text.changes)}><ul className="plain-list">{list.data.changes.map(c => {
    const values = { actor: name(c.actor), name: written(String(c.facts.name ?? '')) }
    return <li key={c.number}><TimeText at={c.at} /> {c.kind === 'review-rule.order' ? t(text.orderEvent, { ...values, at: Number(c.facts.after ?? 0) }) : c.kind === 'review-rule.retire' ? t(text.retireEvent, { ...values, why: String(c.facts.why ?? '') }) : t(text.saveEvent, values)}</li>
  })}</ul></Section>
}
