import { words } from '#kit/words.ts'

export const reasons = words({
  'handover-closed': ['交接单已签收', '交接單已簽收', 'The hand-over has been signed'],
  'waybill-unknown': ['没有这个运单号：{waybill}', '沒有這個運單號：{waybill}', 'There is no such waybill: {waybill}'],
  'parcel-void': ['包裹 {code} 的面单已作废，不能发出', '包裹 {code} 的面單已作廢，不能寄出', 'The waybill of parcel {code} is void and cannot ship'],
  'parcel-not-packed': ['包裹还没打包（{state}）', '包裹還沒打包（{state}）', 'The parcel is not packed ({state})'],
  'other-warehouse': ['是别的仓库的包裹', '是別的倉庫的包裹', 'It is a parcel of another warehouse'],
  'other-carrier': ['是别的快递的包裹', '是別的快遞的包裹', 'It is a parcel of another carrier'],
  'other-handover': ['已在交接单 {handover} 上', '已在交接單 {handover} 上', 'It is on hand-over {handover} already'],
})
