import { reason, type Reason } from '#kit/verdict.ts'

const most = 50

/** A person keeps so many views of a list, and shares them with roles of their own; a manager with any. */
export const whyNotView = (roles: readonly string[], role: string | null, others: number): Reason[] => [
  ...(others >= most ? [reason('views-full', { most })] : []),
  ...(role !== null && !roles.includes(role) && !roles.includes('manager') ? [reason('role-not-own', { role })] : []),
]

/** The address without what was searched for: it may be somebody's name or phone. */
export function searchToKeep(search: string): string {
  const parts = new URLSearchParams(search)
  parts.delete('q')
  return parts.toString()
}
