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
  stopped: ['已停下', '已停下', 'Stopped'],
  stoppedAt: ['{position} 号位停下！', '{position} 號位停下！', 'Stop: position {position}'],
  stoppedOne: ['停下：{number}', '停下：{number}', 'Stop: {number}'],
  stoppedMore: ['{why}，另有 {count} 单', '{why}，另有 {count} 單', '{why}, and {count} more'],
  position: ['{position} 号位', '{position} 號位', 'Position {position}'],
  layBack: ['放回 {count} 件', '放回 {count} 件', { one: 'Lay {count} piece back', other: 'Lay {count} pieces back' }],
  setAside: ['拿出来放一边', '拿出來放一邊', 'Take it out and set it aside'],
  expected: ['预计 {grams} 克', '預計 {grams} 克', '{grams} g expected'],
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
