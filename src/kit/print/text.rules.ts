/**
 * Text as it may be printed: without control characters (they print as boxes), without the marks that turn the direction of writing (one U+202E shows a phone
 * number backwards), invisible joints and halves of characters. New lines stay; a tab becomes a space.
 */
export const printable = (text: string): string => plain.test(text) ? text
  : text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n').replace(/\t/g, ' ').replace(unprintable, '').toWellFormed().replaceAll('\ufffd', '')

const plain = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u3000-\u9fff\uff01-\uff5e]*$/
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff\u{e0000}-\u{e0fff}]/gu

/** A run so long without a place to break that a line could not hold it; such a run is broken anywhere. */
const longRun = /[\x21-\x7e\u00a1-\u024f\u0370-\u05cf]{16,}/

/** The text in pieces: strings, and strings in a list of one that may break after every character. */
export function pieces(text: string): string | (string | [string])[] {
  if (!longRun.test(text)) return text
  return text.split(new RegExp(`(${longRun.source})`)).flatMap((part, i): (string | [string])[] => part === '' ? [] : i % 2 ? [[part]] : [part])
}

/** How wide a sign is in a font, in sizes of its letters; undefined where only setting it can tell. */
export type Widths = (code: number) => number | undefined

/**
 * In how many lines a text of a width surely fits, both in sizes of its letters, and how few it surely takes; undefined where only setting it can tell. It is
 * asked so that most texts need not be set twice. A line may lose its longest word, or a character and the mark that must not begin the next line.
 */
export function surelyLines(text: string, width: number, widths: Widths): { most: number | undefined; least: number } | undefined {
  let most: number | undefined = 0, least = 0
  for (const line of text.split('\n')) {
    let total = 0, word = 0, longest = 0
    for (const sign of line) {
      const code = sign.codePointAt(0)! // a sign of a string has one
      const wide = code >= 0x3000 && code <= 0x9fff || code >= 0xff01 && code <= 0xff5e
      const advance = wide ? 1 : widths(code)
      if (advance === undefined) return undefined
      total += advance
      word = wide || code === 0x20 ? 0 : word + advance
      longest = Math.max(longest, word)
    }
    const usable = width * 0.995 - Math.max(2, longest)
    least += Math.max(1, Math.ceil(total * 0.95 / width - 1e-6))
    if (most !== undefined) most = total <= width * 0.995 ? most + 1 : usable < width / 3 ? undefined : most + Math.ceil(total / usable)
  }
  return { most, least }
}
