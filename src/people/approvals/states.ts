import { life } from '#kit/moves.ts'

/** The life of what is asked for: decided once, by somebody else, in time. Who may decide which kind stands in the rules. */
export const approvalLife = life({
  name: 'approval',
  states: ['asked', 'approved', 'rejected', 'withdrawn', 'lapsed'],
  births: { ask: 'asked' },
  ends: ['approved', 'rejected', 'withdrawn', 'lapsed'],
  moves: {
    approve: { path: { asked: 'approved' }, roles: ['manager', 'finance', 'it'] },
    reject: { path: { asked: 'rejected' }, roles: ['manager', 'finance', 'it'] },
    withdraw: { path: { asked: 'withdrawn' }, roles: ['clerk', 'service', 'picker', 'checker', 'packer', 'logistics', 'finance', 'repair', 'purchasing', 'quality', 'manager', 'it'] },
    lapse: { path: { asked: 'lapsed' }, roles: ['system'] },
  },
})
export type ApprovalState = (typeof approvalLife.states)[number]
