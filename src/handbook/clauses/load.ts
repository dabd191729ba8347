import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import type { z } from 'zod'
import { root } from '#kit/root.ts'
import { bind, chapterShape, checkHandbook, type Chapter, type Handbook } from './rules.ts'

/** The handbook that comes with the house. */
export const defaultHandbook = join(root, 'handbook')

/**
 * Reads every chapter of a directory. Each flaw is `file:line:column: message`; a chapter that does not have the shape
 * is left out of the book, so a book with flaws must not come into force.
 */
export function loadHandbook(knownEvents: Iterable<string>, directory = defaultHandbook): { book: Handbook; flaws: string[] } {
  const names = readdirSync(directory).filter(n => /\.ya?ml$/.test(n)).sort()
  const files = names.map(n => readChapter(n, readFileSync(join(directory, n), 'utf8')))
  const whole = files.flatMap(file => file.chapter ? [{ ...file, chapter: file.chapter }] : [])
  const chapters = whole.map(file => file.chapter)
  const together = checkHandbook(chapters, knownEvents).map(flaw => {
    // Of two chapters with one name the flaw speaks of the later.
    const file = whole.findLast(f => f.chapter.chapter === flaw.chapter && (!flaw.clause || f.chapter.clauses.some(c => c.id === flaw.clause)))
    return `${file ? file.place(flaw.path) : flaw.chapter}: ${flaw.clause ? `${flaw.clause}: ` : ''}${flaw.message}`
  })
  const none = names.length === 0 ? [`${directory}:1:1: there is no chapter in this directory`] : []
  return { book: bind(chapters), flaws: [...none, ...files.flatMap(f => f.flaws), ...together] }
}

interface ChapterFile { chapter?: Chapter; flaws: string[]; place: (path: readonly PropertyKey[]) => string }

/** One chapter from its text; `file` is only used to say where a flaw is. */
export function readChapter(file: string, text: string): ChapterFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => { const { line, col } = lines.linePos(offset); return `${file}:${line}:${col}` }
  const place = (path: readonly PropertyKey[]) => at(offsetOf(document, path))
  const unreadable = [...document.errors, ...document.warnings]
  if (unreadable.length > 0) return { place, flaws: unreadable.map(e => `${at(e.pos[0])}: ${e.message}`) }

  const checked = chapterShape.safeParse(document.toJS())
  if (!checked.success) return { place, flaws: checked.error.issues.flatMap(issue => issueTexts(issue, place)) }
  const named = checked.data.chapter === basename(file).replace(/\.ya?ml$/, '') ? []
    : [`${place(['chapter'])}: the chapter ${checked.data.chapter} is in a file of another name`]
  return { chapter: checked.data, flaws: named, place }
}

function issueTexts(issue: z.core.$ZodIssue, place: ChapterFile['place']): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => `${place([...issue.path, key])}: there is no such key: ${key}`)
  const path = issue.path.map(String).join('.')
  return [`${place(issue.path)}: ${path ? `${path}: ` : ''}${issue.message}`]
}

/** Where the path begins in the text; for what is missing, where its nearest parent begins. A key stands for its value. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const key = path[depth - 1]
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true)
    if (isMap(parent)) {
      const pair = parent.items.find(item => isScalar(item.key) && item.key.value === key)
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0]
    }
    const node = document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return document.contents?.range?.[0] ?? 0
}
