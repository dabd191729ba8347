/** A node of the tree PostgreSQL has made of a statement (`pg_node_tree`), with its fields as they stand there. */
export interface Node { type: string; fields: Record<string, Value[]> }
export type Value = string | Node | Value[]

/** Reads the text of a `pg_node_tree`. */
export function treeOf(text: string): Value {
  const tokens = text.match(/"(?:[^"\\]|\\[^])*"|[{}()]|(?:\\[^]|[^\s{}()\\])+/g) ?? []
  let at = 0
  const value = (): Value => {
    const token = tokens[at++]!
    if (token === '(') {
      const items: Value[] = []
      while (tokens[at] !== ')') items.push(value())
      at++
      return items
    }
    if (token !== '{') return token
    const node: Node = { type: tokens[at++]!, fields: {} }
    let field: Value[] = []
    while (tokens[at] !== '}') {
      if (tokens[at]!.startsWith(':')) node.fields[tokens[at++]!.slice(1)] = field = []
      else field.push(value())
    }
    at++
    return node
  }
  return value()
}

export const isNode = (value: Value | undefined): value is Node => typeof value === 'object' && !Array.isArray(value)
export const wordOf = (node: Node, field: string): string => { const [word] = node.fields[field] ?? []; return typeof word === 'string' ? word : '' }

/** Every node below, itself first; `into` says whether to go on below a node. */
export function* nodesIn(value: Value | undefined, into: (node: Node) => boolean = () => true): Generator<Node> {
  if (value === undefined || typeof value === 'string') return
  if (Array.isArray(value)) { for (const one of value) yield* nodesIn(one, into); return }
  yield value
  if (into(value)) for (const field of Object.values(value.fields)) yield* nodesIn(field, into)
}
