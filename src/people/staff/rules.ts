import { reason, type Reason } from '#kit/verdict.ts'

/** What somebody is in the house; the handbook's chapters name them. */
export const roles = [
  'clerk', 'service', 'picker', 'checker', 'packer', 'logistics', 'finance', 'repair', 'purchasing', 'quality', 'manager', 'it',
] as const
export type Role = (typeof roles)[number]

export const roleNames: Record<Role, { zh: string; en: string }> = {
  clerk: { zh: '订单专员', en: 'order clerk' },
  service: { zh: '客服', en: 'customer service' },
  picker: { zh: '拣货员', en: 'picker' },
  checker: { zh: '复核员', en: 'checker' },
  packer: { zh: '打包员', en: 'packer' },
  logistics: { zh: '物流专员', en: 'logistics' },
  finance: { zh: '财务', en: 'finance' },
  repair: { zh: '维修', en: 'repair' },
  purchasing: { zh: '采购', en: 'purchasing' },
  quality: { zh: '质检', en: 'quality' },
  manager: { zh: '主管', en: 'manager' },
  it: { zh: '信息技术', en: 'IT' },
}

/** Length, and not to be among the first that anybody tries; rules about kinds of characters make worse passwords. The upper bound keeps hashing cheap. */
export const whyNotPassword = (password: string, around: readonly string[] = []): Reason[] => {
  const length = [...password].length
  if (length < 10 || length > 200) return [reason('password-length', { least: 10, most: 200 })]
  return isGuessable(password, around) ? [reason('password-common')] : []
}

/** The passwords that everybody tries first, of those that are long enough; one that only repeats or counts; the login or the name with something behind it. */
function isGuessable(password: string, around: readonly string[]): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  const bare = text.replace(/[\d\W_]+$/, '')
  const codes = [...text].map(sign => sign.codePointAt(0) ?? 0)
  const counts = [-1, 0, 1].some(by => codes.filter((code, i) => i > 0 && code - codes[i - 1]! === by).length >= codes.length - 3)
  const repeats = [2, 3, 4, 5].some(of => text.length >= 10 && text.split('').every((sign, i) => sign === text[i % of]))
  const named = around.map(word => word.normalize('NFKC').toLowerCase()).some(word => word.length >= 3 && text.includes(word) && text.length - word.length < 6)
  return counts || repeats || named || commonWords.includes(bare) || commonWhole.includes(text)
}
const commonWords = ['password', 'passw0rd', 'p@ssword', 'p@ssw0rd', 'qwertyuiop', 'qwerty', 'asdfghjkl', 'zxcvbnm', 'iloveyou', 'administrator', 'admin', 'welcome', 'letmein', 'woaini', 'mima', 'changeme', 'football', 'baseball', 'sunshine', 'princess', 'superman', 'dragon', 'monkey', 'default', 'huawei', 'aa', 'abc', 'a', 'test', 'guest', 'root', 'secret']
const commonWhole = ['1q2w3e4r5t', '1q2w3e4r5t6y', '1qaz2wsx3edc', '1qaz2wsx3edc4rfv', 'q1w2e3r4t5', 'q1w2e3r4t5y6', 'qazwsxedcrfv', 'qwer1234asdf', 'qwe123qwe123', 'zaq12wsxcde3', 'asdf1234asdf', '1029384756', '0192837465', '5201314520', '1314520520', '147258369', '1472583690', '7894561230', '9876543210', '0987654321', '1234567890', '123qweasdzxc', 'qweasdzxc123', 'passwordpassword', 'trustno1trustno1']

/** Somebody may be disabled unless it is oneself or the last of IT, for then nobody could let anybody in again. */
export const whyNotDisable = (actorId: number, staff: { id: number; roles: readonly string[] }, others: { it: number }): Reason[] => [
  ...(actorId === staff.id ? [reason('oneself')] : []),
  ...(staff.roles.includes('it') && others.it === 0 ? [reason('last-it')] : []),
]

/** IT may be taken from anybody but oneself and the last who has it. */
export const whyNotTakeIt = (actorId: number, staff: { id: number; roles: readonly string[] }, next: readonly string[], others: { it: number }): Reason[] =>
  staff.roles.includes('it') && !next.includes('it') ? whyNotDisable(actorId, staff, others) : []

/** What must be done before anything else, and by which call. */
export const owed = {
  'password-needed': 'Somebody else gave you your password. Choose your own with POST /api/me/password {"present", "next"}; then everything else is open.',
  'second-step-needed': 'The company asks your role for a second step. Begin it with POST /api/me/second-step and confirm a code of it; then everything else is open.',
} as const
export type Owed = keyof typeof owed

/** A password to hand over, made of random bytes: four groups of four signs without look-alikes, 77 bits, and short enough to read out. */
export const easyPassword = (random: Uint8Array): string => Array.from(random.filter(byte => byte < 248).slice(0, 16), byte => easySigns[byte % 31]).join('').replace(/(.{4})(?=.)/g, '$1-')
const easySigns = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Given by somebody else, it opens the door for so long; then another one must be asked for. */
export const hasLapsed = (givenAt: Date | null, now: Date) => givenAt !== null && now.getTime() - givenAt.getTime() > session.givenMs

const hour = 3600_000
export const session = { idleMs: 12 * hour, absoluteMs: 7 * 24 * hour, givenMs: 7 * 24 * hour } as const

/** Failed sign-ins allowed in a quarter of an hour: for one login from one address, for a login, for an address (S7). */
export const throttle = { windowMs: hour / 4, pair: 8, login: 40, address: 100 } as const
