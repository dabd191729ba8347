import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Segmented, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { dayAt } from '#kit/day.rules.ts'
import { addressOf, call, freshId, type Answer, type Refused } from '#kit/ui/client.ts'
import { useSentence } from '#kit/ui/dictionary.tsx'
import { useShortcuts } from '#kit/ui/keys.tsx'
import { useMessage } from '#kit/ui/message.ts'
import { MoneyText, Section, Trouble } from '#kit/ui/pieces.tsx'
import { useKept } from '#kit/ui/kept.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import { readAddress } from '#journey/order/address.contract.ts'
import { takeOrders } from './contract.ts'
import { addPaper, listShops } from './desk.contract.ts'
import { emptyDraft, emptyLine, inboundOf, isTouched, lacks, numberOn, totalFen, type Draft } from './draft.rules.ts'
import { LineRow } from './line-row.tsx'
import { smallPhoto } from './photo.tsx'
import { sendFile } from '#kit/ui/send-file.tsx'
import { text } from './words.ts'

type Read = Answer<typeof readAddress>
const parts = ['name', 'phone', 'province', 'city', 'district', 'street'] as const
const keptAs = 'danliu:intake-draft'
/** Kept for this tab alone: what is typed is personal and must not outlive it. */
const kept = (): Draft | undefined => { try { return JSON.parse(sessionStorage.getItem(keptAs) ?? '') as Draft } catch { return undefined } }

const freshOn = (utcOffsetMinutes: number) => emptyDraft(numberOn(dayAt(utcOffsetMinutes, new Date()), freshId()))

/** IN-4: an offline order in one go, by keyboard: paste, product, number, Enter, Ctrl+Enter. */
export function OrderForm({ shops }: { shops: Answer<typeof listShops>['shops'] }) {
  const { t, utcOffsetMinutes } = useTongue()
  const fresh = () => freshOn(utcOffsetMinutes)
  const say = useSentence()
  const message = useMessage()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<Draft>(() => kept() ?? fresh())
  const [place, keepPlace] = useKept('intake-place', { shop: '', salesman: '', store: '' })
  const [photo, setPhoto] = useState<File>()
  const [read, setRead] = useState<Read>()
  const [saving, setSaving] = useState(false)
  const [stored, setStored] = useState<string>()
  const [trouble, setTrouble] = useState<Error>()
  const [asked, setAsked] = useState(false)
  const [recent, setRecent] = useState<{ number: string; name: string; fen: number }[]>([])
  const form = useRef<HTMLFormElement>(null)
  const placedAt = useRef<string>(undefined)
  const shop = shops.some(s => s.code === place.shop) ? place.shop : (shops[0]?.code ?? '')
  useEffect(() => { try { if (isTouched(draft)) sessionStorage.setItem(keptAs, JSON.stringify(draft)); else sessionStorage.removeItem(keptAs) } catch { /* a full store only forgets */ } }, [draft])

  const write = (change: Partial<Draft>) => { setDraft(before => ({ ...before, ...change })); setTrouble(undefined) }
  const missing = lacks(draft)
  const total = totalFen(draft)
  const box = (name: string) => form.current?.querySelector<HTMLElement>(`[data-box="${name}"] input, input[data-box="${name}"], textarea[data-box="${name}"]`)

  const paste = async (given: string) => {
    if (given.trim().length < 4) return
    try {
      const answer = await call(readAddress, { body: { text: given } })
      setRead(answer)
      write(Object.fromEntries(parts.flatMap(p => (answer[p] ? [[p, answer[p]]] : []))))
      box(`sku-${draft.lines.length - 1}`)?.focus()
    } catch (error) { setTrouble(error as Error) }
  }
  const start = (focus = true) => { setDraft(fresh()); setPhoto(undefined); setRead(undefined); setStored(undefined); setAsked(false); setTrouble(undefined); placedAt.current = undefined; if (focus) setTimeout(() => box('paste')?.focus()) }
  const save = async () => {
    setAsked(true)
    if (missing.length || saving || !shop) { if (missing[0]) box({ needName: 'name', needPhone: 'phone', needProvince: 'province', needStreet: 'street', needGoods: 'sku-0' }[missing[0]])?.focus(); return }
    setSaving(true)
    setTrouble(undefined)
    const number = draft.number.trim()
    try {
      let doubled = false
      if (stored !== number) {
        // The time is kept with the number: the same order sent again is the same to the last letter.
        placedAt.current ??= new Date().toISOString()
        const answer = await call(takeOrders, { key: `offline-${shop}-${number}-${placedAt.current}`.replace(/[^\x21-\x7e]/g, '_').slice(0, 200), body: { shop, orders: [inboundOf(draft, { salesman: place.salesman, store: place.store, at: placedAt.current })] } })
        if (answer.refused[0]) { setTrouble(Object.assign(new Error('refused'), { reasons: answer.refused[0].reasons })); return }
        doubled = answer.accepted === 0
        setStored(number)
      }
      if (photo) await sendFile(addressOf(addPaper, {}, { shop, number, name: photo.name }), photo, photo.type)
      void message.success(t(doubled ? text.savedTwice : text.saved, { number }))
      setRecent(before => [{ number, name: draft.name, fen: total }, ...before].slice(0, 5))
      start()
    } catch (error) { setTrouble(error as Error) } finally { setSaving(false); void queries.invalidateQueries() }
  }
  useShortcuts([{ keys: 'mod+Enter', what: text.save, always: true, run: () => void save() }])
  const lineChange = (at: number, change: Partial<Draft['lines'][number]>) => write({ lines: draft.lines.map((l, i) => (i === at ? { ...l, ...change } : l)) })
  const addLine = () => { setDraft(before => ({ ...before, lines: before.lines.at(-1)?.sku === '' ? before.lines : [...before.lines, emptyLine] })); setTimeout(() => { const boxes = form.current?.querySelectorAll<HTMLElement>('[data-box^="sku-"] input'); boxes?.[boxes.length - 1]?.focus() }) }
  const refusal = trouble && 'reasons' in trouble && !('status' in trouble) ? (trouble as unknown as { reasons: { code: string; path: string; message: string }[] }).reasons : undefined
  const doubts = new Map(read?.uncertain.map(u => [u.field, u]) ?? [])

  return (
    <form ref={form} className="order-form" aria-label={t(text.newOrder)} onSubmit={e => { e.preventDefault(); void save() }}>
      <Section title={t(text.newOrder)} extra={<span className="soft">{isTouched(draft) && t(text.draftKept)}</span>}>
        <div className="form-row four">
          <label className="field"><span>{t(text.shop)}</span><Select value={shop || null} onChange={value => keepPlace({ ...place, shop: value })} options={shops.map(s => ({ value: s.code, label: s.name }))} /></label>
          <label className="field"><span>{t(text.store)}</span><Input value={place.store} maxLength={60} onChange={e => keepPlace({ ...place, store: e.target.value })} /></label>
          <label className="field"><span>{t(text.salesman)}</span><Input value={place.salesman} maxLength={60} onChange={e => keepPlace({ ...place, salesman: e.target.value })} /></label>
          <label className="field"><span title={t(text.numberHint)}>{t(text.number)}</span><Input className="figure" value={draft.number} maxLength={64} onChange={e => { write({ number: e.target.value }); setStored(undefined) }} /></label>
        </div>
        <label className="field"><span>{t(text.paste)}</span><Input.TextArea data-box="paste" autoFocus rows={2} placeholder={t(text.pasteHint)} maxLength={1000} onPaste={e => { const given = e.clipboardData.getData('text'); void paste(given) }} onBlur={e => { if (e.target.value.trim() && !read) void paste(e.target.value) }} /></label>
        {read && read.uncertain.length > 0 && <ul className="doubts" role="status">{read.uncertain.map((u, i) => <li key={i}>{say(u)}{u.code === 'district-in-several-cities' && u.choices && <span className="chips"> {u.choices.map(c => <Button key={c} size="small" onClick={() => { const [province = '', city = ''] = c.split(' '); write({ province, city }); setRead({ ...read, uncertain: read.uncertain.filter(o => o !== u) }) }}>{c}</Button>)}</span>}</li>)}</ul>}
        <div className="form-row receiver">{parts.map(p => <label key={p} className={`field ${p}`}><span>{t(text[p])}</span><Input data-box={p} value={draft[p]} maxLength={p === 'street' ? 400 : 60} status={(asked && missing.some(m => m.slice(4).toLowerCase() === p)) ? 'error' : doubts.has(p) ? 'warning' : ''} onChange={e => write({ [p]: e.target.value })} {...(p === 'phone' && { inputMode: 'tel' as const })} /></label>)}</div>
      </Section>
      <Section title={t(text.goods)}>
        <div className="lines-head" aria-hidden><span>{t(text.product)}</span><span>{t(text.quantity)}</span><span>{t(text.price)}</span><span>{t(text.discount)}</span><span className="end">{t(text.lineTotal)}</span><span /></div>
        {draft.lines.map((line, i) => <LineRow key={i} at={i} line={line} wrong={asked && missing.includes('needGoods') && i === 0} onChange={change => lineChange(i, change)} onRemove={draft.lines.length > 1 ? () => write({ lines: draft.lines.filter((_, at) => at !== i) }) : undefined} onNext={addLine} focusQuantity={() => setTimeout(() => { const q = box(`quantity-${i}`) as HTMLInputElement | null; q?.focus(); q?.select() })} />)}
        <Button type="dashed" size="small" onClick={addLine}>{t(text.addLine)}</Button>
        <div className="totals"><label><span>{t(text.freight)}</span><InputNumber min={0} max={1e9} value={draft.freightFen / 100} onChange={n => write({ freightFen: Math.round((n ?? 0) * 100) })} /></label>
          <Segmented value={draft.paid ? 'paid' : 'unpaid'} onChange={value => write({ paid: value === 'paid' })} options={[{ value: 'paid', label: t(text.paidAll) }, { value: 'unpaid', label: t(text.notPaid) }]} />
          <span className="total"><span className="soft">{t(text.total)}</span> <MoneyText fen={total} strong /></span></div>
      </Section>
      <div className="form-row three">
        <label className="field"><span>{t(text.remark)}</span><Input value={draft.buyerRemark} maxLength={2000} onChange={e => write({ buyerRemark: e.target.value })} /></label>
        <label className="field"><span>{t(text.special)}</span><Input value={draft.special} maxLength={1000} onChange={e => write({ special: e.target.value })} /></label>
        <label className="field"><span>{t(text.invoice)}</span><Input value={draft.invoice} maxLength={200} onChange={e => write({ invoice: e.target.value })} /></label>
      </div>
      <div className="photo"><label className="photo-pick"><input type="file" accept="image/*" className="visually-hidden" aria-label={t(text.photo)} onChange={e => { const [file] = e.target.files ?? []; if (file) void smallPhoto(file).then(setPhoto, setTrouble); e.target.value = '' }} /><span>{photo ? t(text.photoReady, { name: photo.name }) : t(text.addPhoto)}</span></label>
        {photo && <Button type="text" size="small" onClick={() => setPhoto(undefined)} aria-label={t(text.removePhoto)}>×</Button>}</div>
      {refusal && <ul className="reasons bad" role="alert">{refusal.map((r, i) => <li key={i}>{say(r)} {r.path}</li>)}</ul>}
      {trouble && !refusal && <>{stored && <p className="bad">{t(text.photoFailed)}</p>}<Trouble error={trouble as Refused} /></>}
      <div className="form-acts"><Button type="primary" size="large" htmlType="submit" loading={saving}>{t(text.save)} <kbd aria-hidden>Ctrl ↵</kbd></Button><Button onClick={() => start()}>{t(text.clear)}</Button>
        {asked && missing.length > 0 && <span className="bad" role="alert">{t(text.whatIsMissing)} {missing.map(m => t(text[m])).join('、')}</span>}</div>
      {recent.length > 0 && <Section title={t(text.recent)}><ul className="plain-list">{recent.map(r => <li key={r.number}><span className="figure">{r.number}</span> {r.name} <MoneyText fen={r.fen} /></li>)}</ul></Section>}
    </form>
  )
}
