import { words } from '#kit/words.ts'

/** Why a carrier or its numbers cannot be taken in. */
export const reasons = words({
  'range-refused': ['这个号段不能加入', '這個號段不能加入', 'These numbers cannot be taken in'],
  'range-empty': ['号段的终点 {last} 在起点 {first} 之前', '號段的終點 {last} 在起點 {first} 之前', 'The range ends at {last}, before its beginning {first}'],
  'counter-too-wide': ['{last} 超出 {width} 位', '{last} 超出 {width} 位', '{last} has more than {width} digits'],
  'waybill-malformed': ['单号 {waybill} 不符合该承运商的格式', '單號 {waybill} 不符合該承運商的格式', 'The number {waybill} is not as this carrier writes them'],
  'range-taken': ['与已有号段 {prefix}{first}–{last} 重叠', '與已有號段 {prefix}{first}–{last} 重疊', 'It overlaps the range {prefix}{first}–{last}'],
  'too-many-pools': ['号段不能超过 {most} 个', '號段不能超過 {most} 個', 'There can be at most {most} ranges'],
})

export const shown = words({ name: ['姓名', '姓名', 'name'], phone: ['电话', '電話', 'phone'], unit: ['门牌房号', '門牌房號', 'unit and room'] })

export const text = words({
  add: ['加快递公司', '加快遞公司', 'New carrier'],
  code: ['代码', '代碼', 'Code'],
  codeHint: ['大写字母开头，字母和数字', '大寫字母開頭，字母和數字', 'A–Z and 0–9, beginning with a letter'],
  name: ['名称', '名稱', 'Name'],
  left: ['剩余运单号', '剩餘運單號', 'Numbers left'],
  low: ['快用完', '快用完', 'running low'],
  ranges: ['号段', '號段', 'Ranges'],
  noRanges: ['还没有号段，不能派单', '還沒有號段，不能派單', 'No numbers yet; it cannot take parcels'],
  addRange: ['加号段', '加號段', 'Add a range'],
  range: ['{from} – {to}', '{from} – {to}', '{from} – {to}'],
  used: ['已用 {share}', '已用 {share}', '{share} used'],
  prefix: ['前缀', '前綴', 'Prefix'],
  width: ['位数', '位數', 'Digits'],
  first: ['起点', '起點', 'First'],
  last: ['终点', '終點', 'Last'],
  preview: ['第一个 {first}，最后一个 {last}，共 {count} 个', '第一個 {first}，最後一個 {last}，共 {count} 個', 'From {first} to {last}, {count} in all'],
  shown: ['面单上可显示', '面單上可顯示', 'Shown on the waybill'],
  allHidden: ['全部隐藏', '全部隱藏', 'all hidden'],
  changeShown: ['修改', '修改', 'Change'],
  shownWhy: ['收件人信息在面单上默认隐藏；只有承运商合同确需的部分才可显示。已打印的面单不变。', '收件人資訊在面單上預設隱藏；只有承運商合約確需的部分才可顯示。已列印的面單不變。', 'A receiver is hidden on waybills; only what the carrier’s contract needs may be shown. Waybills already printed stay as they are.'],
  why: ['依据', '依據', 'By what'],
  whyHint: ['合同编号或约定', '合約編號或約定', 'contract or agreement'],
  save: ['保存', '儲存', 'Save'],
  saved: ['已保存', '已儲存', 'Saved'],
  added: ['已添加', '已新增', 'Added'],
})
