import { words, type Text } from '#kit/words.ts'
import type { ParcelState } from '#journey/parcel/states.ts'
import type { Tracking } from './board.rules.ts'
import type { TrackingEvent } from './contract.ts'

export const trackings = words({
  'not-collected': ['未揽收', '未攬收', 'Not collected'],
  'in-transit': ['运输中', '運輸中', 'In transit'],
  stalled: ['轨迹停滞', '軌跡停滯', 'Stalled'],
  late: ['超期未签收', '逾期未簽收', 'Not signed in time'],
  'not-told': ['未回传渠道', '未回傳渠道', 'Channel not told'],
  returned: ['拒收与退回', '拒收與退回', 'Refused and returned'],
  signed: ['今日签收', '今日簽收', 'Signed today'],
} satisfies Record<Tracking, Text>)

/** What each tracking state means, in a sentence. */
export const meanings = words({
  'not-collected': ['已交接，快递还没有揽收的扫描', '已交接，快遞還沒有攬收的掃描', 'Handed over; the carrier has not scanned it yet'],
  'in-transit': ['在路上，轨迹正常', '在路上，軌跡正常', 'On its way'],
  stalled: ['超过制度规定的时间没有新的轨迹', '超過制度規定的時間沒有新的軌跡', 'No scan for longer than the handbook allows'],
  late: ['交接后超过承诺时间还没有签收', '交接後超過承諾時間還沒有簽收', 'Not signed within the promised time of hand-over'],
  'not-told': ['运单号没有按时回传到渠道', '運單號沒有按時回傳到渠道', 'The channel was not told the number in time'],
  returned: ['收件人拒收，或快递退回', '收件人拒收，或快遞退回', 'Refused by the receiver or sent back by the carrier'],
  signed: ['收件人今天签收', '收件人今天簽收', 'The receiver signed today'],
} satisfies Record<Tracking, Text>)

export const parcelStates = words({
  made: ['待打包', '待打包', 'Made'], packed: ['已打包', '已打包', 'Packed'], 'handed-over': ['已交接', '已交接', 'Handed over'], 'in-transit': ['运输中', '運輸中', 'In transit'], signed: ['已签收', '已簽收', 'Signed'], void: ['已作废', '已作廢', 'Void'],
} satisfies Record<ParcelState, Text>)

export const scans = words({
  collected: ['已揽收', '已攬收', 'Collected'], 'in-transit': ['运输中', '運輸中', 'In transit'], 'out-for-delivery': ['派送中', '派送中', 'Out for delivery'], signed: ['已签收', '已簽收', 'Signed'],
  refused: ['拒收', '拒收', 'Refused'], returned: ['已退回', '已退回', 'Returned'], trouble: ['异常', '異常', 'Trouble'],
} satisfies Record<TrackingEvent['kind'], Text>)

/** What happened to a parcel in the house. */
export const parcelDeeds = words({
  'parcel.make': ['生成包裹，取得运单号', '產生包裹，取得運單號', 'Made, with its waybill number'], 'parcel.pack': ['打包称重', '打包秤重', 'Packed and weighed'], 'parcel.unpack': ['退回重新打包', '退回重新打包', 'Unpacked again'], 'parcel.hand-over': ['交给快递', '交給快遞', 'Handed to the carrier'],
  'parcel.transit': ['快递开始运输', '快遞開始運輸', 'On its way'], 'parcel.sign': ['收件人签收', '收件人簽收', 'Signed by the receiver'], 'parcel.void': ['作废', '作廢', 'Voided'], 'parcel.upload': ['运单号已回传渠道', '運單號已回傳渠道', 'Number told to the channel'], 'parcel.print': ['打印面单', '列印面單', 'Waybill printed'],
})

export const text = words({
  tracking: ['物流跟踪', '物流追蹤', 'Tracking'],
  waybill: ['运单号', '運單號', 'Waybill'],
  state: ['状态', '狀態', 'State'],
  order: ['订单', '訂單', 'Order'],
  carrier: ['快递', '快遞', 'Carrier'],
  receiver: ['收件人', '收件人', 'Receiver'],
  region: ['地区', '地區', 'Region'],
  handed: ['交接时间', '交接時間', 'Handed over'],
  lastScan: ['最新轨迹', '最新軌跡', 'Last scan'],
  signedAt: ['签收时间', '簽收時間', 'Signed'],
  warehouse: ['仓库', '倉庫', 'Warehouse'],
  shop: ['店铺', '店鋪', 'Shop'],
  find: ['运单号、包裹码、订单号', '運單號、包裹碼、訂單號', 'Waybill, parcel code, order number'],
  noParcels: ['交接给快递的包裹会出现在这里。', '交接給快遞的包裹會出現在這裡。', 'Parcels handed to a carrier appear here.'],
  silent: ['{time}没有轨迹', '{time}沒有軌跡', 'silent for {time}'],
  none: ['还没有', '還沒有', 'none yet'],
  lastScanAt: ['轨迹时间', '軌跡時間', 'Last scan at'],
  path: ['轨迹', '軌跡', 'Path'],
  noPath: ['快递还没有发来轨迹。', '快遞還沒有發來軌跡。', 'The carrier has not told anything yet.'],
  facts: ['包裹信息', '包裹資訊', 'Facts'],
  people: ['经手人', '經手人', 'Who handled it'],
  picked: ['拣货', '揀貨', 'Picked'],
  checked: ['复核', '複核', 'Checked'],
  packed: ['打包', '打包', 'Packed'],
  sheet: ['交接单', '交接單', 'Hand-over sheet'],
  sheetNumber: ['第 {number} 号', '第 {number} 號', 'No. {number}'],
  sheetSigned: ['{signer} 于 {time} 签字', '{signer} 於 {time} 簽字', 'signed by {signer}, {time}'],
  sheetOpen: ['未签字', '未簽字', 'not signed'],
  clocks: ['时限', '時限', 'Clocks'],
  noClocks: ['没有时限。', '沒有時限。', 'No clocks.'],
  code: ['包裹码', '包裹碼', 'Parcel code'],
  expected: ['应重', '應重', 'Expected weight'],
  weighed: ['实重', '實重', 'Weighed'],
  grams: ['{grams} 克', '{grams} 公克', '{grams} g'],
  heavier: ['比应重多 {grams} 克', '比應重多 {grams} 公克', '{grams} g heavier'],
  lighter: ['比应重少 {grams} 克', '比應重少 {grams} 公克', '{grams} g lighter'],
  notWeighed: ['未称重', '未秤重', 'not weighed'],
  material: ['包材', '包材', 'Material'],
  pieces: ['件数', '件數', 'Pieces'],
  upload: ['回传渠道', '回傳渠道', 'Told to the channel'],
  notTold: ['还没有回传', '還沒有回傳', 'not yet'],
  siblings: ['同一订单的其他包裹', '同一訂單的其他包裹', 'Other parcels of the order'],
  house: ['在仓内', '在倉內', 'In the house'],
  counted: ['{name} {count}', '{name} {count}', '{name} {count}'],
})
