import type { Layout } from '#kit/print/layout.ts'
import type { DocumentKind } from './fields.rules.ts'

/** What a printer prints to be set up by: its edge, a ruler, a code of two and three dots, grey that should be even. */
export function testLayout({ width, height, printer }: { width: number; height: number; printer: string }): Layout {
  const inner = width - 4
  const ruler = Array.from({ length: Math.floor(inner / 10) + 1 }, (_, i) => ({ kind: 'line' as const, x: 2 + i * 10, y: 2, w: 0, h: i % 5 === 0 ? 4 : 2.5, thick: 0.25 }))
  const wide = inner >= 60
  return { width, height, elements: [
    { kind: 'rect', x: 1, y: 1, w: width - 2, h: height - 2, thick: 0.375 }, ...ruler,
    { kind: 'text', x: 3, y: 7, w: inner - 2, h: 6, value: `测试页 Test ${printer}`, size: 11, shrink: [8, 6], lines: 1 },
    { kind: 'text', x: 3, y: 13, w: inner - 2, h: 4.5, value: `${width} × ${height} mm  {{paper.time}}`, size: 8, shrink: [6], lines: 1 },
    ...(height >= 40 ? [{ kind: 'code128' as const, x: 3, y: 18, w: inner - 2, h: Math.min(12, height - 24), value: 'TEST0123', module: 2 }] : []),
    ...(height >= 70 && wide ? [{ kind: 'code128' as const, x: 3, y: 32, w: inner - 2, h: 12, value: 'TEST0123', module: 3 }, { kind: 'qr' as const, x: 3, y: 46, w: 20, h: 20, value: `DANLIU TEST ${printer}` }] : []),
  ] }
}

/** The least each kind needs when a company has taken every template of it away: codes that can be checked, and plain text. */
export function plainLayout(document: DocumentKind): Layout {
  const head = (value: string, y: number, size = 10, h = 6) => ({ kind: 'text' as const, x: 4, y, w: 64, h, value, size, shrink: [size * 0.8, size * 0.6], lines: 1 })
  const mark = { kind: 'qr' as const, x: 72, y: 4, w: 24, h: 24, value: '{{parcel.mark}}' }
  const foot = (height: number) => ({ kind: 'text' as const, x: 4, y: height - 7, w: 92, h: 5, value: '{{paper.batch}}-{{paper.place}}/{{paper.of}}  #{{paper.print}}  {{paper.time}}', size: 7, shrink: [6, 5], lines: 1 })
  if (document === 'waybill') return { width: 100, height: 180, elements: [
    head('{{carrier.name}}  {{route.mark}}', 4, 14, 8), { kind: 'code128', x: 4, y: 30, w: 92, h: 16, value: '{{parcel.waybill}}', module: 2, align: 'center' }, { kind: 'text', x: 4, y: 47, w: 92, h: 6, value: '{{parcel.waybill}}', size: 11, align: 'center', lines: 1 },
    { kind: 'text', x: 4, y: 56, w: 40, h: 7, value: '{{to.name}}', size: 12, shrink: [9, 7], lines: 1 }, { kind: 'text', x: 46, y: 56, w: 50, h: 7, value: '{{to.phone}}', size: 12, shrink: [9], lines: 1 },
    { kind: 'text', x: 4, y: 64, w: 92, h: 24, value: '{{to.address}}', size: 12, shrink: [10, 8, 6], lines: 4 }, { kind: 'text', x: 4, y: 90, w: 92, h: 16, value: '{{sender.name}} {{sender.phone}} {{sender.address}}', size: 8, shrink: [7, 6], lines: 3 },
    { kind: 'text', x: 4, y: 110, w: 92, h: 30, value: '{{order.goods}}', size: 8, shrink: [7, 6, 5], lines: 8 }, { kind: 'text', x: 4, y: 142, w: 92, h: 6, value: '{{order.number}}  {{parcel.code}}', size: 9, shrink: [7], lines: 1 }, mark, foot(180),
  ] }
  if (document === 'slip' || document === 'gift-slip' || document === 'return-label') return { width: 148, height: 210, elements: [
    { ...head('{{shop.name}}', 4, 14, 8) }, head('{{order.number}}', 14), head('{{parcel.code}}  W{{parcel.wave}}-{{parcel.position}}', 21), { ...mark, x: 118 },
    { kind: 'text', x: 4, y: 30, w: 140, h: 12, value: '{{to.name}}  {{to.address}}', size: 9, shrink: [8, 7], lines: 2 },
    { kind: 'table', x: 4, y: 46, w: 140, h: 146, rows: 'goods', size: 9, row: 6, pages: true, head: true, frame: 'rows', lines: 2, columns: [
      { title: '编码 Code', value: '{{code}}', w: 30 }, { title: '品名 Product', value: '{{title}} {{spec}}', w: 80 }, { title: '数量', value: '{{quantity}}', w: 14, align: 'right' }, ...(document === 'slip' ? [{ title: '金额', value: '{{total}}', w: 16, align: 'right' as const }] : []),
    ] }, foot(210),
  ] }
  if (document === 'bin-label') return { width: 60, height: 40, elements: [{ kind: 'text', x: 2, y: 2, w: 56, h: 10, value: '{{place.code}}', size: 22, shrink: [18, 14], align: 'center', lines: 1, bold: true }, { kind: 'code128', x: 2, y: 14, w: 56, h: 18, value: '{{place.code}}', module: 2, align: 'center' }, { kind: 'text', x: 2, y: 33, w: 56, h: 5, value: '{{warehouse.name}}', size: 8, shrink: [6], align: 'center', lines: 1 }] }
  if (document === 'sku-label') return { width: 60, height: 40, elements: [{ kind: 'text', x: 2, y: 2, w: 56, h: 10, value: '{{sku.title}}', size: 9, shrink: [8, 7, 6], lines: 2 }, { kind: 'code128', x: 2, y: 14, w: 56, h: 14, value: '{{sku.scan}}', module: 2, align: 'center' }, { kind: 'text', x: 2, y: 29, w: 56, h: 4, value: '{{sku.scan}}', size: 8, align: 'center', lines: 1 }, { kind: 'text', x: 2, y: 34, w: 56, h: 5, value: '{{sku.code}} {{sku.spec}}', size: 8, shrink: [6, 5], lines: 1 }] }
  const lists: Partial<Record<DocumentKind, { rows: string; columns: { title: string; value: string; w: number }[] }>> = {
    'picking-sheet': { rows: 'picks', columns: [{ title: '货位 Bin', value: '{{place}}', w: 30 }, { title: '编码 Code', value: '{{code}}', w: 30 }, { title: '品名 Product', value: '{{title}} {{spec}}', w: 70 }, { title: '数量', value: '{{quantity}}', w: 15 }, { title: '车位 Places', value: '{{positions}}', w: 45 }] },
    'handover-sheet': { rows: 'parcels', columns: [{ title: '#', value: '{{line}}', w: 12 }, { title: '运单号 Waybill', value: '{{waybill}}', w: 50 }, { title: '订单 Order', value: '{{number}}', w: 60 }, { title: '目的地 To', value: '{{region}}', w: 50 }, { title: 'g', value: '{{grams}}', w: 18 }] },
  }
  const table = lists[document] ?? { rows: 'goods', columns: [{ title: '编码 Code', value: '{{code}}', w: 40 }, { title: '品名 Product', value: '{{title}} {{spec}}', w: 110 }, { title: '数量', value: '{{quantity}}', w: 40 }] }
  return { width: 210, height: 297, elements: [
    { kind: 'text', x: 10, y: 8, w: 190, h: 9, value: '{{company.name}}  {{warehouse.name}}  {{sheet.number}}', size: 14, shrink: [11], lines: 1 }, { kind: 'text', x: 10, y: 18, w: 190, h: 6, value: '{{sheet.time}}  {{sheet.by}}  {{sheet.count}}', size: 9, lines: 1 },
    { kind: 'table', x: 10, y: 28, w: 190, h: 240, ...table, size: 9, row: 7, pages: true, head: true, frame: 'rows', lines: 2 },
    { kind: 'text', x: 10, y: 275, w: 190, h: 8, value: '签字 Signature ____________________', size: 10, lines: 1, last: true }, { ...foot(297), x: 10 },
  ] }
}
