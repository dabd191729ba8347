import type { Figure } from '#handbook/clauses/rules.ts'

/** The hours of a figure that names times of day, in their order. */
export const hoursOf = ({ value }: Figure): string[] => [value].flat().filter(v => typeof v === 'string').toSorted()
