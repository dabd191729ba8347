import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const printersScreen = screen({ path: '/printers', title: ['打印机', '印表機', 'Printers'], who: ['clerk', 'manager', 'packer', 'logistics', 'picker', 'it'], nav: { group: 'house', rank: 36 }, find: 'dayinji printers zebra ipp 打印机 工位', search: z.object({}) })
