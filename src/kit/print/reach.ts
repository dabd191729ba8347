import dns from 'node:dns'
import net from 'node:net'

/** Where no printer stands, but where a cloud tells its secrets to whoever asks from within (S10). */
const never = new net.BlockList()
for (const [network, bits] of [['0.0.0.0', 8], ['169.254.0.0', 16], ['192.0.0.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]] as const) never.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [['fe80::', 10], ['ff00::', 8], ['fd00:ec2::', 32]] as const) never.addSubnet(network, bits, 'ipv6')
never.addAddress('100.100.100.200', 'ipv4')
never.addAddress('::', 'ipv6')
/** This machine: a spooler or a printer bridge may stand here, the database and the house itself are none. */
const here = new net.BlockList()
here.addSubnet('127.0.0.0', 8, 'ipv4')
here.addAddress('::1', 'ipv6')
const isPrinting = (port: number) => port === 631 || (port >= 9100 && port <= 9199)

/** Whether the house may open a line to this address as to a printer. `DANLIU_PRINTERS_HERE=1` opens every port of this machine, for a bridge on another one. */
export function mayReach(address: string, port: number): boolean {
  const family = net.isIPv6(address) ? 'ipv6' : 'ipv4'
  if (never.check(address, family)) return false
  return !here.check(address, family) || isPrinting(port) || process.env.DANLIU_PRINTERS_HERE === '1'
}
const refusal = (host: string) => new Error(`${host} is no place for a printer`)

/** An address given in digits is not looked up, so it is asked for here. */
export function mustReach(host: string, port: number): void {
  const bare = host.replace(/^\[|\]$/g, '')
  if (net.isIP(bare) && !mayReach(bare, port)) throw refusal(host)
}

/** Looks a name up and lets only those addresses pass that a printer may have: asked at the moment of connecting, so that no name can be one thing when it is checked and another when it is used. */
export const lookUpFor = (port: number): net.LookupFunction => (host, options, done) => {
  dns.lookup(host, { ...options, all: true }, (error, found) => {
    const [first] = found ?? []
    if (error || !first) return done(error ?? refusal(host), '', 4)
    if (found.some(f => !mayReach(f.address, port))) return done(refusal(host), '', 4)
    if (options.all) done(null, found)
    else done(null, first.address, first.family)
  })
}
