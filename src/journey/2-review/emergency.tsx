import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { ConfirmWithReason } from '#kit/ui/confirm.tsx'
import { Trouble } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { end, getEmergency, start } from './emergency.contract.ts'
import { text } from './words.ts'

const useEmergency = () => useCall(getEmergency, {}, { live: ['emergency'], every: 60_000 })

/** Says that only key fields are looked at just now, until when and why (RV-6). */
export function EmergencyBanner({ mayEnd }: { mayEnd: boolean }) {
  const { t, time } = useTongue()
  const { data } = useEmergency()
  const act = useAct(end)
  if (!data?.emergency) return null
  return <div className="emergency" role="status"><span>{t(text.emergencyOn, { until: time(data.emergency.until), reason: data.emergency.reason })}</span>
    {mayEnd && <Button size="small" loading={act.isPending} onClick={() => act.run()}>{t(text.emergencyEnd)}</Button>}<Trouble error={act.error} /></div>
}

/** A manager switches it on for some hours; it ends by itself. */
export function EmergencySwitch() {
  const { t } = useTongue()
  const { data } = useEmergency()
  const [asking, ask] = useState(false)
  const [hours, setHours] = useState(2)
  const act = useAct(start, { done: () => ask(false) })
  if (data?.emergency) return null
  return <>
    <Button onClick={() => ask(true)}>{t(text.emergencyStart)}</Button>
    <ConfirmWithReason open={asking} danger title={t(text.emergencyTitle)} act={t(text.emergencyStart)} busy={act.isPending} trouble={<Trouble error={act.error} />} onCancel={() => ask(false)}
      onConfirm={reason => act.run({ body: { reason, until: new Date(Date.now() + hours * 3600_000).toISOString() } })}>
      <p className="soft">{t(text.emergencyWhy)}</p>
      <div className="field"><span>{t(text.forHours)}</span><Segmented value={hours} onChange={setHours} options={[1, 2, 4, 8].map(value => ({ value, label: t(text.hours, { count: value }) }))} /></div>
    </ConfirmWithReason>
  </>
}
