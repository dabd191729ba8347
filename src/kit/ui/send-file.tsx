import { house, Refused } from './client.ts'

/** Sends a file as it is. What `call` does for JSON is done here by hand: a session that ended is said, a refusal carries its reasons. */
export async function sendFile(address: string, file: Blob, type: string): Promise<unknown> {
  const answer = await fetch(address, { method: 'POST', credentials: 'same-origin', headers: { accept: 'application/json', 'content-type': type }, body: file })
  house.reached(true)
  if (answer.ok) return await answer.json() as unknown
  throw new Refused(answer.status, await answer.json().catch(() => ({})) as ConstructorParameters<typeof Refused>[1])
}
