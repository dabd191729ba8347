import { words } from '#kit/words.ts'

export const reasons = words({
  'no-parcel': ['没有包裹', '沒有包裹', 'There is no parcel'],
  'wrong-waybill': ['运单不对：应为 {wanted}，扫到 {scanned}', '運單不對：應為 {wanted}，掃到 {scanned}', 'Wrong waybill: {wanted} is wanted, {scanned} was scanned'],
  'weight-differs': ['重量不符：实重 {weighed} 克，应为 {expected} 克，允许差 {allowed} 克', '重量不符：實重 {weighed} 克，應為 {expected} 克，允許差 {allowed} 克', 'The weight differs: {weighed} g, expected {expected} g, {allowed} g allowed'],
})
