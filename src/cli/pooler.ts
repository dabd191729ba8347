/** A pooler between the house and a PostgreSQL of one's own shows in words that do not name it. */
export const ofPooler = (said: string): string | undefined =>
  /unsupported startup parameter|prepared statement "[^"]*" (already exists|does not exist)/.test(said)
    ? 'DATABASE_URL leads through a pooler: it must be in session mode, with the settings of docs/operations/scale-out.md, part 3; in transaction mode the house cannot work' : undefined
