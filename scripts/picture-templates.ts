import fs from 'node:fs'
import path from 'node:path'
import { openPress } from '#kit/print/press.ts'
import { root } from '#kit/root.ts'
import { exampleFor } from '#journey/templates/rules.ts'
import { shipped } from '#journey/templates/shipped.ts'

/** Pictures for the guides of every template that comes with the house, set by the press: labels as they burn, sheets in shades. Run it after changing one: `node scripts/picture-templates.ts`. */
const to = path.join(root, 'docs/guides/pictures/templates')
fs.mkdirSync(to, { recursive: true })
const press = openPress()
for (const { key, kind, carrier, layouts } of shipped().values()) {
  const thermal = Math.max(layouts.en.width, layouts.en.height) <= 185
  // Carriers differ by a few lines; in English one of each size is enough.
  for (const [tongue, ending] of [['zh-CN', 'zh'], ['en', 'en']] as const) {
    if (ending === 'en' && key.startsWith('waybill') && !key.includes('-any-')) continue
    const { png } = await press.picture(layouts[tongue], exampleFor(kind, carrier), thermal ? 203 : 90, { grey: !thermal })
    fs.writeFileSync(path.join(to, `${key}.${ending}.png`), png)
  }
}
await press.close()
