import { words } from '#kit/words.ts'

export const text = words({
  handover: ['交接', '交接', 'Hand-over'],
  chooseCarrier: ['选快递，开交接单', '選快遞，開交接單', 'Choose the carrier'],
  warehouse: ['仓库', '倉庫', 'Warehouse'],
  open: ['开交接单', '開交接單', 'Open a sheet'],
  newSheet: ['{carrier}：新交接单', '{carrier}：新交接單', '{carrier}: a new sheet'],
  openSheets: ['未签字的交接单', '未簽字的交接單', 'Sheets not yet signed'],
  scanWaybill: ['逐票扫面单', '逐票掃面單', 'Scan every waybill'],
  already: ['已经扫过', '已經掃過', 'Scanned already'],
  no: ['不能交接', '不能交接', 'Not to be handed over'],
  remove: ['移出', '移出', 'Take off'],
  sheetNumber: ['交接单 {sheet}', '交接單 {sheet}', 'Sheet {sheet}'],
  sign: ['确认签字', '確認簽字', 'Sign'],
  signCount: ['快递员签字（{count} 票）', '快遞員簽字（{count} 票）', { one: 'Courier signs for {count} parcel', other: 'Courier signs for {count} parcels' }],
  signHead: ['快递员收走 {count} 票', '快遞員收走 {count} 票', { one: 'The courier takes {count} parcel', other: 'The courier takes {count} parcels' }],
  courier: ['快递员姓名', '快遞員姓名', 'Name of the courier'],
  signed: ['已交接 {count} 票', '已交接 {count} 票', { one: '{count} parcel handed over', other: '{count} parcels handed over' }],
  stayed: ['{count} 票停下，没有走', '{count} 票停下，沒有走', { one: '{count} was stopped and stays', other: '{count} were stopped and stay' }],
  another: ['下一张交接单', '下一張交接單', 'The next sheet'],
  missing: ['还有 {count} 票已打包、没扫', '還有 {count} 票已打包、沒掃', { one: '{count} packed parcel is not on the sheet', other: '{count} packed parcels are not on the sheet' }],
  missingNote: ['注意：{count} 票已打包但不在单上', '注意：{count} 票已打包但不在單上', { one: 'Mind: {count} packed parcel is not on it', other: 'Mind: {count} packed parcels are not on it' }],
  sheets: ['交接单', '交接單', 'Hand-over sheets'],
})

export const reasons = words({
  'handover-closed': ['交接单已签收', '交接單已簽收', 'The hand-over has been signed'],
  'waybill-unknown': ['没有这个运单号：{waybill}', '沒有這個運單號：{waybill}', 'There is no such waybill: {waybill}'],
  'parcel-void': ['包裹 {code} 的面单已作废，不能发出', '包裹 {code} 的面單已作廢，不能寄出', 'The waybill of parcel {code} is void and cannot ship'],
  'parcel-not-packed': ['包裹还没打包（{state}）', '包裹還沒打包（{state}）', 'The parcel is not packed ({state})'],
  'other-warehouse': ['是别的仓库的包裹', '是別的倉庫的包裹', 'It is a parcel of another warehouse'],
  'other-carrier': ['是别的快递的包裹', '是別的快遞的包裹', 'It is a parcel of another carrier'],
  'other-handover': ['已在交接单 {handover} 上', '已在交接單 {handover} 上', 'It is on hand-over {handover} already'],
})
