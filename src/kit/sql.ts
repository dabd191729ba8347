/**
 * SQL as text with parameters. Every `${value}` becomes a parameter, so that no value can become SQL (S3);
 * only another `Sql` is spliced in as text.
 */
export interface Sql { readonly text: string; readonly values: readonly unknown[] }

export function sql(parts: TemplateStringsArray, ...given: unknown[]): Sql {
  let text = parts[0] ?? ''
  const values: unknown[] = []
  given.forEach((value, i) => {
    if (isSql(value)) {
      text += shift(value.text, values.length)
      values.push(...value.values)
    } else {
      values.push(value)
      text += `$${values.length}`
    }
    text += parts[i + 1] ?? ''
  })
  return { text, values }
}

/** Joins fragments with a separator such as ` and `; an empty list gives `otherwise`. */
export function joined(fragments: readonly Sql[], separator: string, otherwise: Sql = sql`true`): Sql {
  if (fragments.length === 0) return otherwise
  return fragments.slice(1).reduce<Sql>(
    (all, next) => ({ text: all.text + separator + shift(next.text, all.values.length), values: [...all.values, ...next.values] }),
    fragments[0] as Sql,
  )
}

const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && 'text' in value && 'values' in value

const shift = (text: string, by: number) => (by === 0 ? text : text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + by}`))

/** A whole number as text of the statement, where the plan should know it: a LIMIT. Nothing but digits can come out. */
export function whole(n: number): Sql {
  if (!Number.isSafeInteger(n) || n < 0) throw new Error(`${n} is not a whole number`)
  return { text: String(n), values: [] }
}
