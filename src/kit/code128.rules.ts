/**
 * Code 128, set B: every character from space to ~, as widths of bars and gaps in turn. Small enough to be ours; labels of
 * carriers, which need more kinds of codes, are another matter.
 */
export function code128(text: string): number[] {
  const values = [...text].map(sign => sign.charCodeAt(0) - 32)
  if (values.length === 0 || values.some(v => v < 0 || v > 94)) throw new Error('Code 128 B holds the signs from space to ~')
  const check = values.reduce((sum, v, i) => sum + v * (i + 1), startB) % 103
  return [startB, ...values, check, stop].flatMap(v => [...patterns[v]!].map(Number)) // every value is below the table's end
}

const startB = 104
const stop = 106
export const patterns = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 '
  + '311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 '
  + '313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 '
  + '122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 '
  + '114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112').split(' ')
