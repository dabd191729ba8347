import { Select } from 'antd'
import { useState, type DragEvent } from 'react'
import { addressOf, call, Refused, type Answer } from '#kit/ui/client.ts'
import { useKept } from '#kit/ui/kept.ts'
import { Trouble } from '#kit/ui/pieces.tsx'
import { go, hrefOf } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { listShops } from './desk.contract.ts'
import { addFile } from './files.contract.ts'
import { importScreen } from './screen.ts'
import { sendFile } from '#kit/ui/send-file.tsx'
import { text } from './words.ts'

/** Takes files, sends them one after the other, and leads on to looking at their columns. */
export function DropFiles({ shops }: { shops: Answer<typeof listShops>['shops'] }) {
  const { t } = useTongue()
  const [place, keepPlace] = useKept('intake-place', { shop: '', salesman: '', store: '' })
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<string>()
  const [trouble, setTrouble] = useState<Error>()
  const shop = shops.some(s => s.code === place.shop) ? place.shop : (shops[0]?.code ?? '')
  const send = async (given: FileList | null) => {
    const files = [...(given ?? [])].slice(0, 20)
    if (!files.length || sending || !shop) return
    setTrouble(undefined)
    try {
      const ids: string[] = []
      for (const file of files) {
        setSending(file.name)
        const one = () => sendFile(addressOf(addFile, {}, { shop, name: file.name.slice(0, 200) }), file, 'application/octet-stream') as Promise<Answer<typeof addFile>>
        // A session that ended is asked for by the next call; then the file goes again.
        ids.push((await one().catch(async (error: unknown) => { if (!(error instanceof Refused) || error.status !== 401) throw error; await call(listShops); return one() })).file)
      }
      go(hrefOf(importScreen, {}, { shop, files: ids.join(',') }))
    } catch (error) { setTrouble(error as Error) } finally { setSending(undefined) }
  }
  const drop = (e: DragEvent) => { e.preventDefault(); setOver(false); void send(e.dataTransfer.files) }
  return <>
    {shops.length > 1 && <Select aria-label={t(text.shop)} value={shop} onChange={value => keepPlace({ ...place, shop: value })} options={shops.map(s => ({ value: s.code, label: s.name }))} style={{ width: '100%', marginBottom: 8 }} />}
    <label className={over ? 'drop over' : 'drop'} onDragOver={e => { e.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <input type="file" multiple accept=".csv,.xlsx,.xls,.txt" className="visually-hidden" aria-label={t(text.choose)} onChange={e => { void send(e.target.files); e.target.value = '' }} />
      {sending ? <span role="status">{t(text.uploading, { name: sending })}</span> : <><b>{t(text.drop)}</b><span className="soft">{t(text.dropOr)}</span></>}
    </label>
    <Trouble error={trouble} />
  </>
}
