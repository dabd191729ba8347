import { useSentence } from '#kit/ui/dictionary.tsx'
import { Mark, Section, TimeText } from '#kit/ui/pieces.tsx'
import { useCall } from '#kit/ui/query.tsx'
import { Go } from '#kit/ui/route.tsx'
import { Table } from '#kit/ui/table.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { listOrderPapers } from './papers.contract.ts'
import { papers, paperStates, reprints, text } from './words.ts'

const tones = { waiting: 'calm', refused: 'bad', printed: 'accent', confirmed: 'good', void: 'soft' } as const
const of = <K extends string, T>(table: Readonly<Record<K, T>>, key: string): T | undefined => (Object.hasOwn(table, key) ? table[key as K] : undefined)

/** What was printed of an order: each paper with its n-th print, and what is void. */
export function Papers({ order }: { order: string }) {
  const { t } = useTongue()
  const say = useSentence()
  const { data } = useCall(listOrderPapers, { params: { id: order } }, { live: ['paper', 'print-batch'] })
  const name = (table: Readonly<Record<string, readonly [string, string, string]>>, key: string) => { const found = of(table, key); return found ? t(found) : key }
  return (
    <Section title={t(text.papersTitle)} extra={<Go to={`/print?order=${order}`}>{t(text.printThis)}</Go>}>
      {!data?.papers.length ? <p className="soft">{t(text.noPapers)}</p> : <Table heads={[t(text.paperName), t(text.paperState), [t(text.paperNth)], t(text.paperNumber), t(text.paperBy)]} rows={data.papers.map(p => ({
        key: p.id, off: p.state === 'void', cells: [
          name(papers, p.document), <><Mark tone={of(tones, p.state) ?? 'calm'}>{name(paperStates, p.state)}</Mark>{(p.why ?? p.reason) && <div className="soft">{of(reprints, p.why ?? p.reason ?? '') ? name(reprints, p.why ?? p.reason ?? '') : say({ code: p.why ?? p.reason ?? '' })}</div>}</>,
          p.nth ?? '—', <span className="figure">{[p.code, p.waybill].filter(Boolean).join(' · ')}</span>,
          <>{p.by} {p.printedAt && <TimeText at={p.printedAt} />}<div className="soft"><Go to={`/print/${p.batchId}`}>{t(text.paperPlace, { batch: p.batchId, place: p.place })}</Go>{p.printer && ` · ${p.printer}`}</div></>,
        ],
      }))} />}
    </Section>
  )
}
