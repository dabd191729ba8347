import { life } from '#kit/moves.ts'

const desk = ['clerk', 'manager', 'packer', 'logistics', 'picker'] as const

/** The life of a print batch: it prints, stops and goes on, and ends when every paper has come out or nobody wants the rest. */
export const batchLife = life({
  name: 'print-batch',
  states: ['printing', 'paused', 'printed', 'cancelled'],
  births: { make: 'printing' },
  ends: ['printed', 'cancelled'],
  moves: {
    pause: { path: { printing: 'paused' }, roles: desk },
    resume: { path: { paused: 'printing' }, roles: desk },
    finish: { path: { printing: 'printed' }, roles: [] },
    cancel: { path: { printing: 'cancelled', paused: 'cancelled' }, roles: desk },
  },
})

/**
 * The life of one paper. `printed` means given out: it may lie in the tray. `confirmed` means that a printer has proved it or a person has
 * seen it. Only what is known not to have come out is fetched back, so that nothing is printed twice by a guess.
 */
export const paperLife = life({
  name: 'paper',
  states: ['waiting', 'refused', 'printed', 'confirmed', 'void'],
  births: { make: 'waiting' },
  ends: ['void'],
  moves: {
    print: { path: { waiting: 'printed' }, roles: desk },
    confirm: { path: { printed: 'confirmed' }, roles: desk },
    'fetch-back': { path: { printed: 'waiting' }, roles: desk },
    refuse: { path: { waiting: 'refused' }, roles: [] },
    void: { path: { waiting: 'void', refused: 'void', printed: 'void', confirmed: 'void' }, roles: desk },
  },
})

export type BatchState = (typeof batchLife.states)[number]
export type BatchMove = keyof typeof batchLife.moves
export type PaperState = (typeof paperLife.states)[number]
export type PaperMove = keyof typeof paperLife.moves
