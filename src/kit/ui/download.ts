import { Refused } from './client.ts'

/** A file that a call answers, kept under the name the house gives it: what it takes is never in the address bar. */
export async function download(path: string, body?: unknown, otherwise = 'danliu'): Promise<void> {
  const answer = await fetch(path, { method: 'POST', credentials: 'same-origin', ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) })
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})) as ConstructorParameters<typeof Refused>[1])
  const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? otherwise)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
