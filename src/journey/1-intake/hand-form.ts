import { randomBytes } from 'node:crypto'
import { handForm } from './mapping.rules.ts'

/** The form of IN-7: every row has a number nobody else has, so that the same form brought in twice makes no second order. */
export async function handFormOf(lang: keyof typeof handForm, rows: number, day: string): Promise<Uint8Array> {
  const { writeXlsx } = await import('hucre')
  const heads = Object.entries(handForm[lang])
  const batch = `H${day.slice(2).replaceAll('-', '')}${randomBytes(3).toString('hex').toUpperCase()}`
  const widths: Record<string, number> = { number: 20, platformNumber: 24, placedAt: 18, address: 44, title: 24, buyerRemark: 24 }
  return writeXlsx({ sheets: [{
    name: lang === 'en' ? 'Orders' : '订单', freezePane: { rows: 1 }, columns: heads.map(([field]) => ({ width: widths[field] ?? 13 })),
    rows: [heads.map(([, head]) => head), ...Array.from({ length: rows }, (_, i) => heads.map(([field]) => (field === 'number' ? `${batch}-${String(i + 1).padStart(3, '0')}` : null)))],
  }] })
}
