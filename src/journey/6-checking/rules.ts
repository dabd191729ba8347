import { reason, type Reason } from '#kit/verdict.ts'

/** FU-2: another person, and goods equal to the order product by product; every difference is named. */
export function whyNotChecked(who: { checker: number; picker: number | null }, wanted: readonly { code: string; barcode: string | null; quantity: number }[], scanned: readonly { code: string; quantity: number }[]): Reason[] {
  const reasons: Reason[] = []
  if (who.checker !== 0 && who.checker === who.picker) reasons.push(reason('same-person', {}, 'FU-2.another'))
  const rest = scanned.map(s => ({ ...s }))
  for (const w of wanted) {
    let got = 0
    for (const s of rest) if (s.quantity > 0 && (s.code === w.code || s.code === w.barcode)) { got += s.quantity; s.quantity = 0 }
    if (got !== w.quantity) reasons.push(reason(got < w.quantity ? 'too-few' : 'too-many', { product: w.code, wanted: w.quantity, scanned: got }, 'FU-2.check'))
  }
  for (const s of rest) if (s.quantity > 0) reasons.push(reason('wrong-product', { scanned: s.code }, 'FU-2.check'))
  return reasons
}

/** Why one more piece does not count: the order is stopped or elsewhere, the checker picked it, or it does not belong to it. */
export function whyNotCounted(
  order: { stage: string; blocks: readonly string[]; checker: number; picker: number | null }, counted: readonly { code: string; barcode: string | null; quantity: number; checked: number }[], code: string, quantity: number,
): Reason[] {
  const product = counted.find(c => c.code === code || c.barcode === code)
  return [
    ...order.blocks.map(block => reason('blocked', { block })),
    ...(order.stage !== 'checking' ? [reason('wrong-state', { state: order.stage, allowed: 'checking' })] : []),
    ...(order.checker !== 0 && order.checker === order.picker ? [reason('same-person', {}, 'FU-2.another')] : []),
    ...(!product ? [reason('wrong-product', { scanned: code }, 'FU-2.check')] : []),
    ...(product && product.checked + quantity > product.quantity ? [reason('too-many', { scanned: quantity, open: product.quantity - product.checked }, 'FU-2.check')] : []),
  ]
}
