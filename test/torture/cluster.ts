import { setTimeout as sleep } from 'node:timers/promises'
import { prepareCompany } from '../../src/company.ts'
import { openCluster, type Cluster, type Server } from './citus.ts'
import { workedThrough, type Worked } from './several.ts'

export interface OnCluster extends Worked { citus: string; unsettled: string[]; foundBetween: number; movedMs: number[] }

/**
 * A company on a real Citus, a coordinator and two nodes that are made for it from `bin` (a PostgreSQL with Citus in it), served by two doors and two workers: orders go through
 * every step, while a door, a worker, the company's node or the coordinator is killed, also between the two steps of a commit, the network is torn and the company is
 * carried to the other node.
 */
export async function onCluster({ bin, strikes, seed, only, say = () => {} }: { bin: string; strikes: number; seed: number; only?: readonly string[] | undefined; say?: (line: string) => void }): Promise<OnCluster> {
  const cluster = await openCluster(bin)
  try {
    const { url, tell } = cluster
    for (const name of ['demo', 'other']) await prepareCompany(url, name)
    const places = await tell<{ company: string; port: number }>(`select c.relnamespace::regnamespace::text as company, min(s.nodeport) as port from citus_shards s join pg_class c on c.oid = s.table_name group by 1 order by 1`)
    if (new Set(places.map(p => p.port)).size !== 2) throw new Error(`two companies, and not on two nodes: ${JSON.stringify(places)}`)
    const lived = { at: cluster.nodes.find(node => node.line.port === places.find(p => p.company === 'demo')!.port)!, foundBetween: 0, movedMs: [] as number[] }
    const all = befalling(cluster, lived)
    const worked = await workedThrough({ strikes, seed, say, elsewhere: { url, strikes: Object.fromEntries(Object.entries(all).filter(([name]) => !only || only.includes(name))) } })
    const unsettled: string[] = []
    for (const { port } of cluster.nodes) unsettled.push(...await cluster.prepared(port))
    const [{ citus_version: version } = { citus_version: '' }] = await tell<{ citus_version: string }>('select citus_version()')
    return { citus: version.split(' on ')[0]!, ...worked, unsettled, foundBetween: lived.foundBetween, movedMs: lived.movedMs }
  } finally { await cluster.close() }
}

/** What befalls a cluster under work, by name. */
function befalling(cluster: Cluster, lived: { at: Server; foundBetween: number; movedMs: number[] }): Record<string, (random: () => number) => Promise<void>> {
  const away = async (port: number, random: () => number) => { await sleep(500 + random() * 1500); await cluster.start(port) }
  /** Prepared on the node and told to commit, which it never hears: the coordinator has written down that it is to be so. */
  const between = async (what: () => Promise<void>) => {
    const { port, line } = lived.at
    if (!await line.hear('COMMIT PREPARED', 20_000)) throw new Error('nothing was committed in two steps for 20 s')
    await what()
    const left = await cluster.prepared(port).catch(() => undefined)
    if (left?.length) lived.foundBetween++
    return left
  }
  return {
    node: async random => { await cluster.kill(lived.at.port); await away(lived.at.port, random) },
    coordinator: async random => { await cluster.kill(cluster.coordinator); await away(cluster.coordinator, random) },
    'coordinator between two steps': async random => { await between(() => cluster.kill(cluster.coordinator)); await away(cluster.coordinator, random) },
    'node between two steps': async random => {
      await between(() => cluster.kill(lived.at.port))
      await away(lived.at.port, random)
      if ((await cluster.prepared(lived.at.port)).length) lived.foundBetween++
    },
    torn: async random => { lived.at.line.hold(); await sleep(2000 + random() * 4000); lived.at.line.goOn() },
    carried: async () => {
      const to = cluster.nodes.find(node => node !== lived.at)!, began = performance.now()
      await cluster.tell(`select citus_schema_move('demo', 'localhost', ${to.line.port})`)
      lived.at = to
      lived.movedMs.push(Math.round(performance.now() - began))
    },
  }
}
