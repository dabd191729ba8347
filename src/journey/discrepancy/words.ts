import { words } from '#kit/words.ts'

export const text = words({
  onlyOpen: ['只看没说原因的', '只看沒說原因的', 'Without a cause only'],
  all: ['全部', '全部', 'All'],
  at: ['时间', '時間', 'When'],
  station: ['工位', '工位', 'Station'],
  what: ['差异', '差異', 'Difference'],
  order: ['订单', '訂單', 'Order'],
  foundBy: ['发现人', '發現人', 'Found by'],
  owner: ['责任', '責任', 'Owner'],
  cause: ['原因', '原因', 'Cause'],
  chooseCause: ['选择原因', '選擇原因', 'Choose the cause'],
  none: ['没有差异', '沒有差異', 'No differences'],
  noneWhy: ['工位拒绝的每一处不符都会记在这里，带责任人，并等待说明原因。', '工位拒絕的每一處不符都會記在這裡，帶責任人，並等待說明原因。', 'Every difference that a station refuses is kept here with its owner, and waits for its cause.'],
})

/** The stations by the name of their work, and the causes that may be given. */
export const stationNames = words({ picking: ['拣货', '揀貨', 'Picking'], checking: ['复核', '複核', 'Check'], packing: ['打包', '打包', 'Packing'], handover: ['交接', '交接', 'Hand-over'] })
export const causeNames = words({
  'picked-wrong': ['拣错', '揀錯', 'Picked wrongly'],
  'counted-wrong': ['数错', '數錯', 'Counted wrongly'],
  'shelf-wrong': ['货架放错', '貨架放錯', 'Wrong goods on the shelf'],
  'label-wrong': ['标签或面单错', '標籤或面單錯', 'Wrong label'],
  'goods-wrong': ['商品资料错', '商品資料錯', 'Wrong product data'],
  damaged: ['破损', '破損', 'Damaged'],
  scale: ['秤不准', '秤不準', 'The scale is off'],
  other: ['其他', '其他', 'Something else'],
})

export const reasons = words({
  'shelf-short': ['货架缺货', '貨架缺貨', 'The shelf is short'],
})
