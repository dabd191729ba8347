/** Something counted in the database, for Prometheus: a gauge with a value for each set of labels. */
export interface Measure { name: string; help: string; rows: readonly { labels?: Readonly<Record<string, string>>; value: number }[] }

export const measureText = (measures: readonly Measure[]): string => measures.map(({ name, help, rows }) => [
  `# HELP ${name} ${help}`, `# TYPE ${name} gauge`,
  ...rows.map(({ labels = {}, value }) => `${name}${labelText(labels)} ${value}`), '',
].join('\n')).join('')

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, sign => (sign === '\n' ? '\\n' : `\\${sign}`))}"`)
  return pairs.length ? `{${pairs.join(',')}}` : ''
}

/** Asked by many, looked up once in `ms`; while it is looked up everybody waits for the same answer. A failure is not kept. */
export function keptFor<T>(ms: number, look: () => Promise<T>, time = () => performance.now()): () => Promise<T> {
  let kept: { at: number; answer: Promise<T> } | undefined
  return () => {
    if (!kept || time() - kept.at >= ms) {
      const fresh = { at: time(), answer: look() }
      kept = fresh
      fresh.answer.catch(() => { if (kept === fresh) kept = undefined })
    }
    return kept.answer
  }
}
