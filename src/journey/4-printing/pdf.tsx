import { Refused } from '#kit/ui/client.ts'

/** A picture that a call answers, as an address for an image. */
export async function picture(path: string, body: unknown, signal: AbortSignal): Promise<string> {
  const answer = await fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal })
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})) as ConstructorParameters<typeof Refused>[1])
  return URL.createObjectURL(await answer.blob())
}
