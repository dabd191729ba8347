import { words, type Text } from '#kit/words.ts'
import type { Material } from './rules.ts'

export const materials = words({
  bag: ['袋', '袋', 'Bag'],
  carton: ['纸箱', '紙箱', 'Carton'],
  'carton-large': ['大纸箱', '大紙箱', 'Large carton'],
  'cushioned-box': ['缓冲箱（易碎）', '緩衝箱（易碎）', 'Cushioned box (fragile)'],
  'sealed-box': ['密封箱（液体）', '密封箱（液體）', 'Sealed box (liquid)'],
} satisfies Record<Material, Text>)

export const text = words({
  papersTitle: ['打印的单据', '列印的單據', 'Papers'], noPapers: ['还没有打印', '還沒有列印', 'Nothing printed yet'], printThis: ['打印…', '列印…', 'Print…'], paperName: ['单据', '單據', 'Document'], paperState: ['状态', '狀態', 'State'], paperNth: ['第几次', '第幾次', 'Print'], paperNumber: ['短码 · 运单号', '短碼 · 運單號', 'Code · waybill'], paperBy: ['打印', '列印', 'Printed'], paperPlace: ['批次 {batch} 第 {place} 张', '批次 {batch} 第 {place} 張', 'Batch {batch}, no. {place}'],
  stopped: ['已停下', '已停下', 'Stopped'],
  stoppedAt: ['{position} 号位停下！', '{position} 號位停下！', 'Stop: position {position}'],
  stoppedOne: ['停下：{number}', '停下：{number}', 'Stop: {number}'],
  stoppedMore: ['{why}，另有 {count} 单', '{why}，另有 {count} 單', '{why}, and {count} more'],
  position: ['{position} 号位', '{position} 號位', 'Position {position}'],
  layBack: ['放回 {count} 件', '放回 {count} 件', { one: 'Lay {count} piece back', other: 'Lay {count} pieces back' }],
  setAside: ['拿出来放一边', '拿出來放一邊', 'Take it out and set it aside'],
  expected: ['预计 {grams} 克', '預計 {grams} 公克', '{grams} g expected'],
  pieces: ['{count} 件', '{count} 件', { one: '{count} piece', other: '{count} pieces' }],
  scanParcel: ['扫描面单、短码或格口', '掃描面單、短碼或格口', 'Scan a waybill, short code or position'],
  order: ['订单 {number}', '訂單 {number}', 'Order {number}'],
  report: ['报告不符', '回報不符', 'Report a difference'],
  reported: ['已停单并记录', '已停單並記錄', 'Stopped and recorded'],
  cause: ['原因', '原因', 'Cause'],
  causeWrongGoods: ['货不对', '貨不對', 'Wrong goods'],
  causeMissing: ['少货', '少貨', 'Goods missing'],
  causeTooMany: ['多货', '多貨', 'Too many goods'],
  causeDamaged: ['破损', '破損', 'Damaged'],
  causePaper: ['面单或清单不对', '面單或清單不對', 'Wrong paper'],
  cannot: ['不行', '不行', 'No'],
  stop: ['停！', '停！', 'Stop!'],
  away: ['连不上', '連不上', 'Out of reach'],
  awayNote: ['看不到这个包裹，等网络恢复再扫', '看不到這個包裹，等網路恢復再掃', 'This parcel cannot be seen; scan it again when the network is back'],
  waveOf: ['波次 {wave}', '波次 {wave}', 'Wave {wave}'],
  back: ['返回', '返回', 'Back'],
  notSent: ['网络断开，已记下，恢复后自动发出', '網路斷線，已記下，恢復後自動送出', 'No network: kept here, sent by itself when it is back'],
})

export const reasons = words({
  'parcel-unknown': ['没有这个包裹：{scanned}', '沒有這個包裹：{scanned}', 'No parcel is known by {scanned}'],
  'not-checked': ['复核没有通过', '複核沒有通過', 'The check was not passed'],
})

/** The papers of an order, how they stand, and why they were printed again or are void. */
export const papers = words({ slip: ['发货单', '出貨單', 'Packing slip'], 'gift-slip': ['礼品发货单', '禮品出貨單', 'Gift slip'], waybill: ['快递面单', '快遞面單', 'Waybill'], 'return-label': ['退货标签', '退貨標籤', 'Return label'] })
export const paperStates = words({ waiting: ['等待', '等待', 'waiting'], refused: ['不能打印', '不能列印', 'refused'], printed: ['已送出', '已送出', 'given out'], confirmed: ['已确认', '已確認', 'confirmed'], void: ['作废', '作廢', 'void'] })
export const reprints = words({ 'paper-jam': ['卡纸', '卡紙', 'Paper jam'], unreadable: ['扫不出来', '掃不出來', 'Does not scan'], lost: ['找不到了', '找不到了', 'Lost'], changed: ['内容有变更', '內容有變更', 'The content changed'], 'wrong-paper': ['用错纸', '用錯紙', 'Wrong paper'], 'not-printed': ['没有打出来', '沒有印出來', 'Did not come out'], other: ['其他', '其他', 'Other'] })
