/** What a photo of a paper may be, told by its first bytes and never by its name. */
export const paperTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export const mostPapers = 6
export const mostPaperBytes = 8 * 1024 * 1024

export function typeOf(head: Uint8Array): (typeof paperTypes)[number] | undefined {
  const starts = (...bytes: number[]) => bytes.every((b, i) => head[i] === b)
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  return starts(0x52, 0x49, 0x46, 0x46) && [0x57, 0x45, 0x42, 0x50].every((b, i) => head[i + 8] === b) ? 'image/webp' : undefined
}
