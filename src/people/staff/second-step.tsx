import { Button, Input, QRCode } from 'antd'
import { useState } from 'react'
import { CopyText, Facts, Section, Trouble } from '#kit/ui/pieces.tsx'
import { useAct, useCall } from '#kit/ui/query.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { beginSecondStep, confirmSecondStep, endSecondStep, readSecondStep } from './contract.ts'
import { text } from './words.ts'

export function SecondStep({ done: told }: { done?: () => void }) {
  const { t } = useTongue()
  const [code, setCode] = useState('')
  const { data } = useCall(readSecondStep)
  const begin = useAct(beginSecondStep)
  const done = () => { setCode(''); begin.reset(); told?.() }
  const confirm = useAct(confirmSecondStep, { done }), end = useAct(endSecondStep, { done })
  const act = data?.on ? end : confirm
  const asks = data?.on || begin.data
  return (
    <Section title={t(text.secondStep)} extra={data && <span className={data.on ? 'good' : 'soft'}>{t(data.on ? text.isOn : text.isOff)}</span>}>
      <p className="soft">{t(text.secondStepWhy)}</p>
      {data && !data.on && !begin.data && <p><Button type="primary" loading={begin.isPending} onClick={() => begin.run()}>{t(text.turnOn)}</Button></p>}
      {begin.data && <div className="second-step">
        <div role="img" aria-label={t(text.qr)}><div aria-hidden><QRCode value={begin.data.uri} size={168} type="svg" bordered={false} color="#000" bgColor="#fff" /></div></div>
        <div><p>{t(text.scanThis)}</p><Facts of={[[t(text.secret), <CopyText key="s" text={begin.data.secret} />]]} /></div>
      </div>}
      {asks && <form className="second-step" onSubmit={e => { e.preventDefault(); act.run({ body: { code } }) }}>
        <label className="field"><span>{t(text.codeHint)}</span><Input value={code} inputMode="numeric" autoComplete="one-time-code" maxLength={6} onChange={e => setCode(e.target.value.replace(/\D/g, ''))} style={{ width: 140 }} /></label>
        <Button htmlType="submit" type={data?.on ? 'default' : 'primary'} danger={!!data?.on} disabled={code.length < 6} loading={act.isPending}>{t(data?.on ? text.turnOff : text.turnOn)}</Button>
      </form>}
      <Trouble error={act.error ?? begin.error} />
      {data?.on && <p className="soft">{t(text.lostDevice)}</p>}
    </Section>
  )
}
