import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { root } from '#kit/root.ts'
import { bars, dotsOfQr } from './codes.ts'
import { joined } from './join.ts'
import type { Label, Layout } from './layout.ts'
import { printable } from './text.rules.ts'

/** Why a page that somebody wrote in Typst could not be set. What Typst says of it may be shown to who wrote it, with the line it stands on. */
export class RawFailed extends Error {
  readonly code: 'typst-error' | 'typst-too-long' | 'typst-too-much'
  readonly values: Record<string, string | number>
  constructor(code: RawFailed['code'], values: Record<string, string | number> = {}) { super(`The paper could not be set: ${code}`); this.code = code; this.values = values }
}

/** What the child reads from its entry, and what it writes to its end. PDFs as base64: the pages of each label. */
export interface RawAsk { source: string; fontDirs: string[]; workspace: string; papers: { values: Record<string, string>; lists: Record<string, Record<string, string>[]>; bars: Record<string, string>; dots: Record<string, string> }[] }
export type RawAnswer = { pdfs: string[]; pages: number[] } | { fault: string; line: number }

const limits = { startMs: 10_000, perPaperMs: 200, memoryMb: 768 }

/**
 * Sets pages that IT has written in Typst, in a process of their own: it sees an empty folder and nothing else, reaches no network, and is killed when it takes
 * too long or too much. Compiling is native code that nothing within its own process can stop.
 */
export async function setRaw(layout: Layout, labels: readonly Label[], fontDirs: string[], allowed: Partial<typeof limits> = {}): Promise<{ pdf: Uint8Array<ArrayBuffer>; pages: number[] }> {
  const { startMs, perPaperMs, memoryMb } = { ...limits, ...allowed }
  const workspace = await mkdtemp(path.join(os.tmpdir(), 'danliu-typst-'))
  try {
    const answer = await asked({ source: sourceOf(layout), fontDirs, workspace, papers: labels.map(label => paperOf(layout.typst ?? '', label)) }, { workspace, memoryMb, ms: startMs + perPaperMs * labels.length })
    if ('fault' in answer) throw new RawFailed('typst-error', { line: answer.line, fault: answer.fault })
    return { pdf: joined(answer.pdfs.map(pdf => Buffer.from(pdf, 'base64'))), pages: answer.pages }
  } finally { await rm(workspace, { recursive: true, force: true }) }
}

function asked(ask: RawAsk, { workspace, memoryMb, ms }: { workspace: string; memoryMb: number; ms: number }): Promise<RawAnswer> {
  return new Promise((done, fail) => {
    // A proxy that nobody listens on, and a home that is empty: neither the network nor packages of this machine are there.
    const nowhere = 'http://127.0.0.1:9'
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `${root}/src/kit/print/raw.child.ts`, String(memoryMb)], {
      cwd: workspace, stdio: ['pipe', 'pipe', 'ignore'], env: { HOME: workspace, TMPDIR: workspace, XDG_CACHE_HOME: workspace, XDG_DATA_HOME: workspace, HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, ALL_PROXY: nowhere, http_proxy: nowhere, https_proxy: nowhere, all_proxy: nowhere },
    })
    let late = false, said = ''
    const clock = setTimeout(() => { late = true; child.kill('SIGKILL') }, ms)
    child.stdout.setEncoding('utf8').on('data', (part: string) => { said += part })
    child.stdin.on('error', () => {}) // it may be gone before it has read
    child.on('error', error => { clearTimeout(clock); fail(error) })
    child.on('close', () => {
      clearTimeout(clock)
      if (late) return fail(new RawFailed('typst-too-long', { seconds: Math.round(ms / 1000) }))
      try { done(JSON.parse(said) as RawAnswer) } catch { fail(new RawFailed('typst-too-much', { most: memoryMb })) } // what ends without a word has been killed
    })
    child.stdin.end(JSON.stringify(ask))
  })
}

/** What stands before somebody's own lines, on the first of them, so that Typst counts lines as they do. */
const sourceOf = ({ width, height, typst = '' }: Layout): string => [
  `#set document(date: none)`, `#set page(width: ${width}mm, height: ${height}mm, margin: 0mm)`, `#set text(lang: "zh", region: "cn", hyphenate: false)`,
  `#let (values, lists) = json("/paper.json")`, `#let code128(field, ..size) = image(bytes(json("/codes.json").bars.at(field)), format: "svg", fit: "stretch", ..size)`, `#let qr(field, ..size) = image(bytes(json("/codes.json").dots.at(field)), format: "svg", ..size)`,
].join(';') + `;${typst}`

/** The fields of a paper, and bars and dots of those that the page speaks of. */
function paperOf(typst: string, { values, lists = {} }: Label): RawAsk['papers'][number] {
  const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, printable(value)]))
  const coded = Object.entries(said).filter(([name, value]) => value !== '' && typst.includes(`"${name}"`))
  const drawn = (draw: (text: string) => { svg: string }) => Object.fromEntries(coded.flatMap(([name, value]) => { try { return [[name, draw(value).svg]] } catch { return [] } })) // what is no code is not drawn as one
  return { values: said, lists: Object.fromEntries(Object.entries(lists).map(([name, rows]) => [name, rows.map(row => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, printable(value)])))])), bars: drawn(bars), dots: drawn(text => dotsOfQr(text, 'M')) }
}
