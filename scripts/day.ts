import { livelyDay } from '../test/browser/day.ts'
import { openCompany, prepareCompany } from '../src/company.ts'
import { openServer } from '../src/server.ts'
import { openLog } from '#kit/log.ts'
const home = process.argv[2]!
process.env.DANLIU_HOME = home
const log = openLog(process.stderr as never, 'warn')
const { url } = await openServer(home, log)
await prepareCompany(url, 'demo')
const company = await openCompany({ url, company: 'demo', home, log })
await livelyDay(company)
console.log(await company.db.rows({ text: 'select stage, count(*) from orders group by 1 order by 1', values: [] }))
await company.close()
process.exit(0)
