import { Button, InputNumber, Select } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { call, type Answer } from '#kit/ui/client.ts'
import { MoneyText } from '#kit/ui/pieces.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { searchProducts } from '#goods/catalog/contract.ts'
import { lineFen, type DraftLine } from './draft.rules.ts'
import { text } from './words.ts'

type Product = Answer<typeof searchProducts>['products'][number]

/** One line: products while one types (or a scanned barcode), then number, then Enter for the next line. */
export function LineRow({ at, line, wrong, onChange, onRemove, onNext, focusQuantity }: {
  at: number; line: DraftLine; wrong: boolean; onChange: (change: Partial<DraftLine>) => void; onRemove: (() => void) | undefined; onNext: () => void; focusQuantity: () => void
}) {
  const { t, money } = useTongue()
  const [found, setFound] = useState<Product[]>([])
  const [typed, type] = useState('')
  const asked = useRef('')
  useEffect(() => {
    const what = typed.trim()
    asked.current = what
    if (!what) { setFound([]); return }
    const timer = setTimeout(() => { void call(searchProducts, { query: { q: what.slice(0, 80) } }).then(a => { if (asked.current === what) setFound(a.products) }, () => {}) }, 120)
    return () => clearTimeout(timer)
  }, [typed])
  const choose = (code: string) => {
    const product = found.find(p => p.code === code)
    if (!product) return
    onChange({ sku: product.code, title: product.title, spec: product.spec ?? '', unitFen: product.priceFen })
    type('')
    focusQuantity()
  }
  const next = (e: { key: string; ctrlKey: boolean; metaKey: boolean; preventDefault: () => void }) => { if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) { e.preventDefault(); onNext() } }
  return (
    <div className="line-row">
      <Select data-box={`sku-${at}`} showSearch filterOption={false} defaultActiveFirstOption open={typed !== '' && found.length > 0} aria-label={t(text.product)} placeholder={t(text.product)} status={wrong ? 'error' : ''} value={line.sku ? { value: line.sku, label: `${line.title} ${line.spec}` } : null} labelInValue notFoundContent={null}
        onSearch={type} onChange={choice => choose((choice as unknown as { value: string }).value)} options={found.map(p => ({ value: p.code, label: <span className="product"><span>{p.title} <span className="soft">{p.spec}</span></span><span className="soft figure">{p.code} · {money(p.priceFen)}</span></span> }))} />
      <Captioned name={t(text.quantity)}><InputNumber data-box={`quantity-${at}`} aria-label={t(text.quantity)} min={1} max={1_000_000} precision={0} value={line.quantity} onChange={n => onChange({ quantity: n ?? 1 })} onKeyDown={next} /></Captioned>
      <Captioned name={t(text.price)}><InputNumber aria-label={t(text.price)} min={0} max={1e9} precision={2} value={line.unitFen / 100} onChange={n => onChange({ unitFen: Math.round((n ?? 0) * 100) })} onKeyDown={next} /></Captioned>
      <Captioned name={t(text.discount)}><InputNumber aria-label={t(text.discount)} min={0} max={(line.quantity * line.unitFen) / 100} precision={2} value={line.discountFen / 100} onChange={n => onChange({ discountFen: Math.round((n ?? 0) * 100) })} onKeyDown={next} /></Captioned>
      <span className="end">{line.sku && <MoneyText fen={lineFen(line)} />}</span>
      <span>{onRemove && <Button type="text" size="small" aria-label={t(text.removeLine, { at: at + 1 })} onClick={onRemove}>×</Button>}</span>
    </div>
  )
}

/** On a phone no head stands above the lines: each box says itself what it holds. */
const Captioned = ({ name, children }: { name: string; children: ReactNode }) => <span className="captioned"><span className="caption" aria-hidden>{name}</span>{children}</span>
