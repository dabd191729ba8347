import { codeTyped, pauseMs, type Stroke } from './rhythm.ts'

/**
 * A scanner is a keyboard in a hurry. It is heard from the first moment of a station's page, whatever has the focus, and each code waits
 * here until the page takes it: one after the other, in the order they were scanned.
 */
const waiting: string[] = []
let field: HTMLInputElement | null = null
/** What comes while there is no field to show it. */
let early = ''
let atStation = () => false
const watchers = new Set<() => void>()
const tell = () => { for (const watcher of watchers) watcher() }

export const scans = {
  count: () => waiting.length,
  take() { const first = waiting.shift(); tell(); return first },
  /** A code from anything that reads: the scanner, the camera, a hand. */
  add(code: string) { const trimmed = code.trim(); if (trimmed) { waiting.push(trimmed); tell() } },
  watch(watcher: () => void) { watchers.add(watcher); return () => { watchers.delete(watcher) } },
  /** Whoever was here before has gone. */
  forget() { waiting.length = 0; early = ''; tell() },
  /** The field that shows what is being scanned. Half a code goes on from the field of one page to that of the next. */
  show(input: HTMLInputElement | null) {
    const half = text()
    put('')
    field = input
    put(half)
    if (!field && !atStation()) scans.forget()
  },
}

const text = () => field?.value ?? early
const put = (now: string) => { if (field) field.value = now; else early = now }

/** What was typed without a pause into a field that somebody chose. */
let run: { into: HTMLInputElement | HTMLTextAreaElement; strokes: Stroke[] } | undefined
const isText = (target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type))

/** Begins to listen; `where` says whether the page that stands here wants codes. */
export function listenForScans(where: () => boolean): void {
  atStation = where
  window.addEventListener('keydown', event => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !atStation()) return
    const ends = event.key === 'Enter' || event.key === 'Tab'
    const letter = event.key.length === 1 ? event.key : ''
    if (isText(event.target) && event.target !== field) {
      if (ends) takeCode(event, event.target)
      else if (letter && !event.repeat) overhear(event.target, letter, event.timeStamp)
      // A key that mends or moves was a hand's; Shift stands before the capitals of a scanner too.
      else if (event.key !== 'Shift') run = undefined
      return
    }
    if (!ends && !letter) return
    // Without a letter before them these keys mean what they always mean.
    if ((ends || letter === ' ') && !text()) return
    // The browser itself writes into the field that shows the code; a hand may be mending it there.
    if (letter && event.target === field) return
    event.preventDefault()
    event.stopPropagation()
    if (letter) { put(text() + letter); return }
    const code = text()
    put('')
    scans.add(code)
  }, true)
  // A handheld that writes a whole code without keys.
  window.addEventListener('beforeinput', event => {
    if (event.inputType !== 'insertText' || event.isComposing || (event.data ?? '').length < 2 || !atStation()) return
    if (isText(event.target) && event.target !== field) overhear(event.target, event.data!, event.timeStamp) // it was measured
  }, true)
}

/** Whether a field with a pattern can mean what it says. */
const canStand = (into: HTMLInputElement | HTMLTextAreaElement) => !into.validity.patternMismatch

function overhear(into: HTMLInputElement | HTMLTextAreaElement, letters: string, at: number) {
  if (!into.closest('.station')) return
  const last = run?.strokes.at(-1)
  // What a field cannot mean is no end of anything: half a code waits there for its other half. What was written at once is whole.
  const goesOn = run?.into === into && last !== undefined && (!canStand(into) || (at - last.at < pauseMs && last.letters.length + letters.length === 2))
  run = { into, strokes: [...goesOn ? run!.strokes : [], { letters, at, before: into.value }] } // it goes on only when there is one
}

/** Takes a scanner's code out of the field it fell into, which then says what it said before. */
function takeCode(event: KeyboardEvent, into: HTMLInputElement | HTMLTextAreaElement) {
  const heard = run?.into === into ? codeTyped(run.strokes, event.timeStamp, canStand(into)) : undefined
  run = undefined
  if (!heard) return
  event.preventDefault()
  event.stopPropagation()
  // React hears of a new value only by the setter of the element itself and an event.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(into) as object, 'value')!.set!.call(into, heard.before) // every such element has it
  into.dispatchEvent(new Event('input', { bubbles: true }))
  into.blur()
  scans.add(heard.code)
}
