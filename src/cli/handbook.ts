import { loadHandbook } from '#handbook/clauses/load.ts'
import { clauseText } from '#handbook/clauses/rules.ts'
import { knownEvents } from '#company.ts'
import { say, type Options } from './options.ts'

export function checkHandbook(options: Options): void {
  const { flaws, book } = loadHandbook(knownEvents)
  const clauses = Object.keys(book.clauses).length
  say(options, { ok: flaws.length === 0, clauses, flaws }, flaws.length ? flaws.join('\n') : `${clauses} clauses, no flaw`)
  if (flaws.length) process.exitCode = 1
}

export function showHandbook(id: string | undefined, lang: 'zh' | 'en'): void {
  const { book } = loadHandbook(knownEvents)
  if (id && !book.clauses[id]) throw new Error(`there is no clause ${id}`)
  for (const chapter of book.chapters) {
    const shown = chapter.clauses.filter(one => !id || one === id).map(one => book.clauses[one]!) // a chapter names only clauses of the book
    if (shown.length) console.log(`\n${chapter.title[lang]}`)
    for (const of of shown) {
      const notYet = of.enforced ? '' : lang === 'zh' ? '（尚未执行）' : ' (not yet enforced)'
      console.log(`  ${of.number} ${of.title[lang]} [${of.id}, ${of.source.document} ${of.source.section}]${notYet}\n      ${clauseText(of, lang)}`)
    }
  }
}
