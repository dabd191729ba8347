import { Refused } from '#kit/ui/client.ts'

/** A file that a call answers, kept under the name the house gives it: what the browser prints is never in the address bar. */
export async function download(path: string, body: unknown): Promise<void> {
  const answer = await fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})) as ConstructorParameters<typeof Refused>[1])
  const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'print.pdf')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** A picture that a call answers, as an address for an image. */
export async function picture(path: string, body: unknown, signal: AbortSignal): Promise<string> {
  const answer = await fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal })
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})) as ConstructorParameters<typeof Refused>[1])
  return URL.createObjectURL(await answer.blob())
}
