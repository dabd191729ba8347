import { life } from '#kit/moves.ts'

/** The life of a parcel. Printed, checked, weighed and uploaded are facts of it, not states. */
export const parcelLife = life({
  name: 'parcel',
  states: ['made', 'packed', 'handed-over', 'in-transit', 'signed', 'void'],
  births: { make: 'made' },
  ends: ['signed', 'void'],
  moves: {
    pack: { path: { made: 'packed' }, roles: ['packer'] },
    unpack: { path: { packed: 'made' }, roles: ['packer', 'clerk'] },
    'hand-over': { path: { packed: 'handed-over' }, roles: ['logistics', 'packer'] },
    transit: { path: { 'handed-over': 'in-transit' }, roles: ['logistics'] },
    sign: { path: { 'handed-over': 'signed', 'in-transit': 'signed' }, roles: ['logistics'] },
    void: { path: { made: 'void', packed: 'void' }, roles: ['clerk', 'picker', 'packer', 'logistics'] },
  },
})

export type ParcelState = (typeof parcelLife.states)[number]
export type ParcelMove = keyof typeof parcelLife.moves
