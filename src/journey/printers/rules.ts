import { reason, type Reason } from '#kit/verdict.ts'

/** How a paper reaches the printer: as a PDF in the browser, by the house over the network (IPP, raw), by the platform's component, by a station's agent. */
export const channels = ['browser', 'ipp', 'raw', 'component', 'agent'] as const
export type Channel = (typeof channels)[number]
export const languages = ['pdf', 'zpl', 'tspl'] as const
export const platforms = ['cainiao', 'pinduoduo', 'kuaishou'] as const
export type Platform = (typeof platforms)[number]

export interface Printer {
  id: number; code: string; name: string; warehouseId: number | null; station: string; channel: Channel; address: string; language: (typeof languages)[number]; platform: Platform | null; dpi: number
  widthMm: number; heightMm: number; offsetX: number; offsetY: number; density: number; copies: number; documents: string[]; seenAt: Date | null; retiredAt: Date | null
}
export type PrinterGiven = Omit<Printer, 'id' | 'seenAt' | 'retiredAt'>

/** Printers that the house itself talks to; the others are talked to from the station. */
export const isDriven = (channel: Channel): boolean => channel === 'ipp' || channel === 'raw'

/** `host:port` of a thermal printer; 9100 unless said. */
export function hostOf(address: string): { host: string; port: number } | undefined {
  const found = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/i.exec(address.trim())
  const port = Number(found?.[2] ?? 9100)
  return found && port > 0 && port < 65_536 ? { host: found[1]!.replace(/^\[|\]$/g, ''), port } : undefined // the first group always matches
}

export function whyNotPrinter(p: PrinterGiven): Reason[] {
  return [
    ...(p.channel === 'ipp' && !/^ipps?:\/\/[^\s/]+\/\S+$/.test(p.address) ? [{ ...reason('address-not-ipp'), path: 'address' }] : []),
    ...(p.channel === 'raw' && !hostOf(p.address) ? [{ ...reason('address-not-host'), path: 'address' }] : []),
    ...(p.channel === 'raw' && p.language === 'pdf' ? [{ ...reason('raw-needs-language'), path: 'language' }] : []),
    ...(p.channel === 'component' && !p.platform ? [{ ...reason('component-needs-platform'), path: 'platform' }] : []),
  ]
}
