import { words, type Text } from '#kit/words.ts'
import type { Role } from './rules.ts'

export const roles = words({
  clerk: ['订单专员', '訂單專員', 'Order clerk'],
  service: ['客服', '客服', 'Customer service'],
  picker: ['拣货员', '揀貨員', 'Picker'],
  checker: ['复核员', '複核員', 'Checker'],
  packer: ['打包员', '打包員', 'Packer'],
  logistics: ['物流专员', '物流專員', 'Logistics'],
  finance: ['财务', '財務', 'Finance'],
  repair: ['维修', '維修', 'Repair'],
  purchasing: ['采购', '採購', 'Purchasing'],
  quality: ['质检', '質檢', 'Quality'],
  manager: ['主管', '主管', 'Manager'],
  it: ['信息技术', '資訊技術', 'IT'],
  system: ['系统', '系統', 'The system'],
} satisfies Record<Role | 'system', Text>)

export const text = words({
  signIn: ['登录', '登入', 'Sign in'],
  signInAgain: ['登录已过期，请重新登录', '登入已過期，請重新登入', 'Your session has ended; please sign in again'],
  nothingLost: ['页面上输入的内容都还在，登录后继续。', '頁面上輸入的內容都還在，登入後繼續。', 'What you typed is still there; it goes on after you sign in.'],
  login: ['账号', '帳號', 'Login'],
  password: ['密码', '密碼', 'Password'],
  code: ['动态码', '動態碼', 'Code'],
  codeHint: ['打开验证器，输入 6 位数字', '開啟驗證器，輸入 6 位數字', 'Six digits from your authenticator'],
  wrong: ['账号或密码不对', '帳號或密碼不對', 'The login or the password is not right'],
  throttled: ['尝试太多次，请 {seconds} 秒后再试', '嘗試太多次，請 {seconds} 秒後再試', 'Too many attempts; try again in {seconds} s'],
  slogan: ['按自己的制度办订单', '按自己的制度辦訂單', 'Orders by your own rules'],
  signOut: ['退出登录', '登出', 'Sign out'],
  otherPerson: ['换个人登录', '換個人登入', 'Sign in as somebody else'],
})

export const reasons = words({
  'may-not-disable': ['这个人不能停用', '這個人不能停用', 'This person cannot be disabled'],
  'password-length': ['密码要 {least} 到 {most} 个字', '密碼要 {least} 到 {most} 個字', 'The password needs {least} to {most} characters'],
  'login-taken': ['这个账号已经有人用了', '這個帳號已經有人用了', 'Somebody has this login'],
  oneself: ['不能停用自己', '不能停用自己', 'You cannot disable yourself'],
  'last-it': ['这是最后一位信息技术人员，停用后没人能开账号', '這是最後一位資訊技術人員，停用後沒人能開帳號', 'This is the last person of IT; nobody could let anybody in'],
  throttled: ['尝试太多次，请 {seconds} 秒后再试', '嘗試太多次，請 {seconds} 秒後再試', 'Too many attempts; try again in {seconds} s'],
})
