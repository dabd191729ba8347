import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { channels, languages, platforms } from './rules.ts'

export const printsHere = ['clerk', 'manager', 'packer', 'logistics', 'picker', 'it'] as const
const code = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a–z, 0–9 and -')
const paper = {
  name: z.string().trim().min(1).max(60), station: z.string().trim().max(40), channel: z.enum(channels), address: z.string().trim().max(200), language: z.enum(languages), platform: z.enum(platforms).nullable(), dpi: z.union([z.literal(203), z.literal(300), z.literal(600)]),
  widthMm: z.number().int().min(15).max(500), heightMm: z.number().int().min(10).max(500), density: z.number().int().min(0).max(30), copies: z.number().int().min(1).max(5), documents: z.array(z.string().regex(/^[a-z-]{1,40}$/)).max(20),
}
/** Tenths of a millimetre to the right and down. */
const offset = z.number().int().min(-200).max(200)

export const listPrinters = endpoint({
  name: 'listPrinters', method: 'GET', path: '/api/printers', who: printsHere, summary: 'Printers with their station, how they are reached, their paper, and what each prints unless another is named (PR-2).',
  answer: z.object({ printers: z.array(z.object({ id: idOut, code: z.string(), warehouseId: idOut.nullable(), ...paper, dpi: z.number(), offsetX: z.number(), offsetY: z.number(), seenAt: timeOut.nullable() })) }),
})
export const putPrinter = endpoint({
  name: 'putPrinter', method: 'PUT', path: '/api/printers/{code}', who: ['manager', 'it'], summary: 'Sets a printer up or changes it: channel, address, paper in mm, offsets in tenths of a mm, density, copies, and the documents it prints by itself at its station (PR-2).',
  params: z.strictObject({ code }),
  body: z.strictObject({ ...paper, station: paper.station.default(''), address: paper.address.default(''), language: paper.language.default('pdf'), platform: paper.platform.default(null), dpi: paper.dpi.default(203), warehouse: id.nullable().default(null), offsetX: offset.default(0), offsetY: offset.default(0),
    widthMm: paper.widthMm.default(100), heightMm: paper.heightMm.default(180), density: paper.density.default(8), copies: paper.copies.default(1), documents: paper.documents.default([]) }),
  answer: z.object({ printer: idOut }),
})
export const retirePrinter = endpoint({
  name: 'retirePrinter', method: 'DELETE', path: '/api/printers/{code}', who: ['manager', 'it'], summary: 'Takes a printer away; what it has printed stays in the log.', params: z.strictObject({ code }), answer: z.object({ retired: z.boolean() }),
})
