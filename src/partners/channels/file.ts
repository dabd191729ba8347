import { appendFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { homeOf } from '#kit/home.ts'
import { fileWords, type Channel } from './rules.ts'

/**
 * The file channel: numbers are appended to `outbox/<company>/<shop>.ndjson` in the home. A line may stand twice after a crash;
 * `parcel` tells a repeat.
 */
export const fileChannel: Channel<string> = {
  words: fileWords,
  async send({ company, shop }, words) {
    const folder = path.join(homeOf(), 'outbox', company)
    await mkdir(folder, { recursive: true })
    await appendFile(path.join(folder, `${encodeURIComponent(shop)}.ndjson`), words)
    return []
  },
}
