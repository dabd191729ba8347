import { openPress } from '#kit/print/press.ts'
import { labels, layout } from './print.ts'

/** In a process of its own: 20,000 waybills through the press, part by part as a printer takes them; prints the most memory it held, in MB. */
const press = openPress()
for (let round = 0; round < 20; round++) for await (const _ of press.parts(layout, labels)) void _
console.log(process.resourceUsage().maxRSS / 1024)
await press.close()
