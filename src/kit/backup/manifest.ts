import { createHash } from 'node:crypto'

export interface Found { size: number; sha256: string }
interface Listed { 'Path'?: string; 'Encoded-Path'?: string; 'Size': number; 'Checksum-Algorithm'?: string; 'Checksum'?: string }

/** What differs between the server's own list of a backup and the files that came: in words, one a file. */
export function differences(manifest: Buffer, found: ReadonlyMap<string, Found>): string[] {
  const text = manifest.toString('utf8')
  const end = text.lastIndexOf('"Manifest-Checksum"')
  if (end < 0) return ['the manifest has no end']
  const list = JSON.parse(text) as { 'Files': Listed[]; 'Manifest-Checksum': string }
  if (createHash('sha256').update(text.slice(0, end)).digest('hex') !== list['Manifest-Checksum']) return ['the manifest is not what was signed']
  return list.Files.flatMap(file => {
    const name = file.Path ?? Buffer.from(file['Encoded-Path'] ?? '', 'hex').toString('utf8')
    const is = found.get(name)
    if (!is) return [`${name} is missing`]
    if (is.size !== file.Size) return [`${name} has ${is.size} bytes instead of ${file.Size}`]
    return file['Checksum-Algorithm'] === 'SHA256' && file.Checksum !== is.sha256 ? [`${name} has another content`] : []
  })
}
