import { words } from '#kit/words.ts'

export const shopText = words({
  add: ['加店铺', '加店鋪', 'New shop'],
  name: ['名称', '名稱', 'Name'],
  code: ['代码', '代碼', 'Code'],
  codeHint: ['订单用它认店铺，定下后不再改', '訂單用它認店鋪，定下後不再改', 'orders name the shop by it; it stays'],
  channel: ['渠道', '渠道', 'Channel'],
  stays: ['客户信息不外传', '客戶資料不外傳', 'Customers’ data stays inside'],
  staysHint: ['有的平台（如拼多多）不许再经接口传出。打开后，接口令牌看不到这家店的订单，导出的文件里没有收件人。', '有的平台（如拼多多）不許再經介面傳出。開啟後，介面權杖看不到這家店的訂單，匯出的檔案裡沒有收件人。', 'Some platforms forbid passing it on. Then tokens do not see this shop’s orders, and exported files leave its receivers out.'],
  inside: ['不外传', '不外傳', 'stays inside'],
  change: ['修改', '修改', 'Change'],
  save: ['保存', '儲存', 'Save'],
  saved: ['已保存', '已儲存', 'Saved'],
})
