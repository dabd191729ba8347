import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib'
import { plainText } from './cells.ts'
import type { Written } from './write.ts'

/**
 * A workbook of one sheet, made while it is read. Text is text whatever it begins with: no cell is ever a formula. The sheet is the only
 * large part; its sizes follow it in the zip, so that nothing is kept.
 */
export async function* xlsxOf(title: string, header: readonly string[], rows: AsyncIterable<readonly (readonly Written[])[]>): AsyncGenerator<Buffer> {
  const zip = openZip()
  yield zip.part('[Content_Types].xml', contentTypes)
  yield zip.part('_rels/.rels', rels('officeDocument', 'xl/workbook.xml'))
  yield zip.part('xl/_rels/workbook.xml.rels', `${head}<Relationships xmlns="${pack}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`)
  yield zip.part('xl/workbook.xml', `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escaped(title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31) || 'Sheet1')}" sheetId="1" r:id="rId1"/></sheets></workbook>`)
  yield zip.part('xl/styles.xml', styles)
  yield* zip.stream('xl/worksheets/sheet1.xml', sheetOf(header, rows))
  yield zip.end()
}
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

async function* sheetOf(header: readonly string[], rows: AsyncIterable<readonly (readonly Written[])[]>): AsyncGenerator<string> {
  yield `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${header.map((_, i) => `<col min="${i + 1}" max="${i + 1}" width="18" customWidth="1"/>`).join('')}</cols><sheetData><row>${header.map(text => cellOf(text, 1)).join('')}</row>`
  for await (const page of rows) yield page.map(row => `<row>${row.map(cell => cellOf(cell, 0)).join('')}</row>`).join('')
  yield '</sheetData></worksheet>'
}
function cellOf(cell: Written, style: 0 | 1): string {
  if (cell === null || cell === undefined || cell === '') return '<c/>'
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c><v>${cell}</v></c>` : '<c/>'
  return `<c t="inlineStr"${style ? ' s="1"' : ''}><is><t xml:space="preserve">${escaped(plainText(String(cell)).slice(0, 32_767))}</t></is></c>`
}
/** Characters that XML does not know are left out. */
const escaped = (text: string) => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
  .replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!) // every matched character is in the table

// ── parts that are always the same ───────────────────────────────────────────────────────────────────────────────────

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const pack = 'http://schemas.openxmlformats.org/package/2006/relationships'
const rels = (type: string, target: string) => `${head}<Relationships xmlns="${pack}"><Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`
const format = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const contentTypes = `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${format}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${format}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${format}.styles+xml"/></Types>`
const styles = `${head}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`

// ── the zip around them ──────────────────────────────────────────────────────────────────────────────────────────────

interface Entry { name: Buffer; crc: number; packed: number; size: number; at: number; follows: boolean }

function openZip() {
  const entries: Entry[] = []
  let at = 0
  const given = (bytes: Buffer) => { at += bytes.length; return bytes }
  const local = (e: Entry) => Buffer.concat([words([4, 0x04034b50], [2, 20], [2, e.follows ? 0x0808 : 0x0800], [2, 8], [2, 0], [2, 0x5a21], [4, e.crc], [4, e.packed], [4, e.size], [2, e.name.length], [2, 0]), e.name])
  return {
    part(name: string, text: string): Buffer {
      const bytes = Buffer.from(text), packed = deflateRawSync(bytes)
      const entry: Entry = { name: Buffer.from(name), crc: crc32(bytes), packed: packed.length, size: bytes.length, at, follows: false }
      entries.push(entry)
      return given(Buffer.concat([local(entry), packed]))
    },
    async* stream(name: string, text: AsyncIterable<string>): AsyncGenerator<Buffer> {
      const entry: Entry = { name: Buffer.from(name), crc: 0, packed: 0, size: 0, at, follows: true }
      entries.push(entry)
      yield given(local({ ...entry, crc: 0, packed: 0, size: 0 }))
      const deflate = createDeflateRaw({ level: 4 })
      const fed = (async () => {
        for await (const piece of text) {
          const bytes = Buffer.from(piece)
          entry.crc = crc32(bytes, entry.crc)
          entry.size += bytes.length
          if (!deflate.write(bytes)) await new Promise(done => deflate.once('drain', done))
        }
        deflate.end()
      })().catch((error: unknown) => { deflate.destroy(error as Error) })
      for await (const bytes of deflate as AsyncIterable<Buffer>) { entry.packed += bytes.length; yield given(bytes) }
      await fed
      yield given(words([4, 0x08074b50], [4, entry.crc], [4, entry.packed], [4, entry.size]))
    },
    end(): Buffer {
      const from = at
      const central = Buffer.concat(entries.map(e => Buffer.concat([
        words([4, 0x02014b50], [2, 20], [2, 20], [2, e.follows ? 0x0808 : 0x0800], [2, 8], [2, 0], [2, 0x5a21], [4, e.crc], [4, e.packed], [4, e.size], [2, e.name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, e.at]), e.name])))
      return Buffer.concat([central, words([4, 0x06054b50], [2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, central.length], [4, from], [2, 0])])
    },
  }
}
function words(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const out = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0))
  let at = 0
  for (const [bytes, value] of fields) at = bytes === 2 ? out.writeUInt16LE(value, at) : out.writeUInt32LE(value >>> 0, at)
  return out
}
