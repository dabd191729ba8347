import type { ReactNode } from 'react'

/** The name of a column; figures stand at its end. */
export type Head = string | readonly [figure: string]

/** A table for a page's few rows. On a phone each row is a card, and each value says its column's name. */
export function Table({ heads, rows }: { heads: readonly Head[]; rows: readonly { key: string; cells: readonly ReactNode[]; /** Out of use. */ off?: boolean }[] }) {
  const columns = heads.map(head => (typeof head === 'string' ? { name: head, end: undefined } : { name: head[0], end: 'end' }))
  return (
    <div className="table-scroll"><table className="plain fold">
      <thead><tr>{columns.map(({ name, end }, i) => <th key={i} className={end}>{name}</th>)}</tr></thead>
      <tbody>{rows.map(({ key, cells, off }) => <tr key={key} className={off ? 'off' : undefined}>{cells.map((cell, i) => <td key={i} className={columns[i]?.end} data-name={columns[i]?.name}>{cell}</td>)}</tr>)}</tbody>
    </table></div>
  )
}
