import type { Text } from '#kit/words.ts'

/** What the house prints. The first three go with a parcel; the others belong to a wave, a sheet, a count, goods that come. */
export const documentKinds = ['slip', 'gift-slip', 'waybill', 'picking-sheet', 'handover-sheet', 'stocktake-sheet', 'adjustment-slip', 'return-label', 'bin-label', 'sku-label', 'receipt'] as const
export type DocumentKind = (typeof documentKinds)[number]
export const kindTitles: Readonly<Record<DocumentKind, Text>> = {
  slip: ['发货单', '出貨單', 'Packing slip'], 'gift-slip': ['礼品发货单（无价格）', '禮品出貨單（無價格）', 'Gift slip without prices'], waybill: ['快递面单', '快遞面單', 'Waybill'],
  'picking-sheet': ['拣货单', '揀貨單', 'Picking sheet'], 'handover-sheet': ['交接单', '交接單', 'Hand-over sheet'], 'stocktake-sheet': ['盘点单', '盤點單', 'Stocktake sheet'],
  'adjustment-slip': ['库存调整单', '庫存調整單', 'Adjustment slip'], 'return-label': ['退货标签', '退貨標籤', 'Return label'], 'bin-label': ['货位标签', '貨位標籤', 'Bin label'],
  'sku-label': ['商品标签', '商品標籤', 'Product label'], receipt: ['采购收货单', '採購收貨單', 'Purchase receipt'],
}

/** A named value that a template may place; `example` fills it in the designer. */
export interface Field { title: Text; example: string }
/** Rows that a template may lay out as a table. */
export interface FieldList { title: Text; columns: Readonly<Record<string, Field>>; examples: readonly Readonly<Record<string, string>>[] }
export interface Offer { values: Readonly<Record<string, Field>>; lists: Readonly<Record<string, FieldList>> }
/** What one document is filled with; the same shape the press takes. */
export interface Filled { values: Record<string, string>; lists?: Record<string, Record<string, string>[]> }

const field = (simplified: string, traditional: string, english: string, example: string): Field => ({ title: [simplified, traditional, english], example })

const order = {
  'order.number': field('订单号', '訂單號', 'Order number', '202603021234567890'),
  'order.placed': field('下单时间', '下單時間', 'Ordered at', '2026-03-02 09:30'),
  'order.paid': field('付款时间', '付款時間', 'Paid at', '2026-03-02 09:32'),
  'order.pieces': field('件数', '件數', 'Pieces', '4'),
  'order.kinds': field('品种数', '品種數', 'Kinds', '3'),
  'order.remark': field('买家留言', '買家留言', 'Buyer’s note', '请尽快发货，谢谢'),
  'order.note': field('客服备注', '客服備註', 'Seller’s note', '老客户，赠小样一份'),
  'order.goods': field('商品摘要', '商品摘要', 'Goods in short', '保温杯 白色×2；茶叶礼盒×1；抹布×1'),
  'shop.name': field('店铺', '店鋪', 'Shop', '单流旗舰店'),
  'shop.channel': field('渠道', '通路', 'Channel', 'tmall'),
} satisfies Record<string, Field>
const money = {
  'order.total': field('商品合计', '商品合計', 'Goods total', '268.00'),
  'order.discount': field('优惠', '優惠', 'Discount', '20.00'),
  'order.freight': field('运费', '運費', 'Freight', '0.00'),
  'order.amount': field('实付', '實付', 'Paid', '248.00'),
  'order.currency': field('币种', '幣別', 'Currency', 'CNY'),
} satisfies Record<string, Field>
const receiver = {
  'to.name': field('收件人', '收件人', 'Receiver', '孔**'),
  'to.phone': field('收件电话', '收件電話', 'Receiver’s phone', '186******63'),
  'to.province': field('省', '省', 'Province', '浙江省'),
  'to.city': field('市', '市', 'City', '杭州市'),
  'to.district': field('区县', '區縣', 'District', '西湖区'),
  'to.region': field('省市区', '省市區', 'Region', '浙江省 杭州市 西湖区'),
  'to.street': field('详细地址', '詳細地址', 'Street', '文三路90号东部软件园5号楼****室'),
  'to.address': field('完整地址', '完整地址', 'Whole address', '浙江省杭州市西湖区文三路90号东部软件园5号楼****室'),
} satisfies Record<string, Field>
const sender = {
  'sender.name': field('寄件人', '寄件人', 'Sender', '单流旗舰店'),
  'sender.phone': field('寄件电话', '寄件電話', 'Sender’s phone', '0571-88886666'),
  'sender.address': field('寄件地址', '寄件地址', 'Sender’s address', '浙江省杭州市余杭区良渚街道仓前路8号'),
} satisfies Record<string, Field>
const parcel = {
  'parcel.code': field('包裹短码', '包裹短碼', 'Parcel’s short code', 'K7QM3X'),
  'parcel.version': field('包裹版本', '包裹版本', 'Parcel’s version', '1'),
  'parcel.mark': field('核对码', '核對碼', 'Check code', 'DL1:SF0000000018:202603021234567890:K7QM3X'),
  'parcel.wave': field('波次', '波次', 'Wave', '128'),
  'parcel.position': field('车位', '車位', 'Place in the cart', '17'),
  'parcel.grams': field('预计重量（克）', '預計重量（克）', 'Expected grams', '860'),
  'parcel.waybill': field('运单号', '運單號', 'Waybill number', 'SF0000000018'),
  'carrier.name': field('快递公司', '快遞公司', 'Carrier', '顺丰速运'),
  'carrier.code': field('快递代码', '快遞代碼', 'Carrier’s code', 'SF'),
} satisfies Record<string, Field>
const route = {
  'carrier.product': field('快递产品', '快遞產品', 'Carrier’s product', '标快'),
  'route.mark': field('大头笔', '大頭筆', 'Destination mark', '杭州 西湖'),
  'route.code': field('三段码', '三段碼', 'Three-part code', '571 A95 66'),
  'route.hub': field('集包地', '集包地', 'Hub', '杭州转运中心'),
} satisfies Record<string, Field>
/** What every paper says of itself. */
const paper = {
  'paper.batch': field('打印批次', '列印批次', 'Print batch', '42'),
  'paper.place': field('批次内序号', '批次內序號', 'Place in the batch', '17'),
  'paper.of': field('批次总数', '批次總數', 'Papers in the batch', '300'),
  'paper.print': field('第几次打印', '第幾次列印', 'n-th print', '1'),
  'paper.time': field('打印时间', '列印時間', 'Printed at', '2026-03-02 14:05'),
  'paper.by': field('打印人', '列印人', 'Printed by', '王晓'),
  'company.name': field('公司', '公司', 'Company', '单流电商'),
  'warehouse.name': field('仓库', '倉庫', 'Warehouse', '主仓'),
} satisfies Record<string, Field>

const goodsColumns = {
  line: field('序号', '序號', 'No.', '1'), code: field('商品编码', '商品編碼', 'Code', 'DM001'), barcode: field('条码', '條碼', 'Barcode', '6901234500011'),
  title: field('品名', '品名', 'Product', '不锈钢保温杯'), spec: field('规格', '規格', 'Variant', '白色 500ml'), quantity: field('数量', '數量', 'Quantity', '2'),
} satisfies Record<string, Field>
const priceColumns = { price: field('单价', '單價', 'Price', '99.00'), total: field('金额', '金額', 'Amount', '198.00') } satisfies Record<string, Field>
const goodsRows = [
  { line: '1', code: 'DM001', barcode: '6901234500011', title: '不锈钢保温杯', spec: '白色 500ml', quantity: '2', price: '99.00', total: '198.00', place: 'A-01-2-3', lot: '2601', position: '17', positions: '3 17 22' },
  { line: '2', code: 'DM005', barcode: '6901234500059', title: '明前龙井礼盒', spec: '250g', quantity: '1', price: '60.00', total: '60.00', place: 'A-02-1-1', lot: '', position: '17', positions: '17' },
  { line: '3', code: 'DM011', barcode: '', title: '超细纤维抹布', spec: '', quantity: '1', price: '10.00', total: '10.00', place: 'B-01-1-4', lot: '', position: '17', positions: '17 20' },
]
const list = (title: Text, columns: Record<string, Field>, rows: readonly Record<string, string>[]): FieldList =>
  ({ title, columns, examples: rows.map(r => Object.fromEntries(Object.entries(columns).map(([name, f]) => [name, r[name] ?? f.example]))) })
const goods = list(['商品明细', '商品明細', 'Goods'], { ...goodsColumns, ...priceColumns, place: field('货位', '貨位', 'Bin', 'A-01-2-3') }, goodsRows)
const goodsWithoutPrices = list(['商品明细', '商品明細', 'Goods'], { ...goodsColumns, place: field('货位', '貨位', 'Bin', 'A-01-2-3') }, goodsRows)
const placed = { place: field('货位', '貨位', 'Bin', 'A-01-2-3'), ...goodsColumns, lot: field('批号', '批號', 'Lot', '2601') } satisfies Record<string, Field>
const signature = {
  'sheet.number': field('单号', '單號', 'Sheet number', '58'), 'sheet.time': field('单据时间', '單據時間', 'Time of the sheet', '2026-03-02 17:30'),
  'sheet.by': field('制单人', '製單人', 'Made by', '王晓'), 'sheet.count': field('合计', '合計', 'Total', '120'), 'sheet.note': field('备注', '備註', 'Note', ''),
} satisfies Record<string, Field>

/** The fields of every kind. A gift slip and a waybill have no prices to place. */
export const offers: Readonly<Record<DocumentKind, Offer>> = {
  slip: { values: { ...order, ...money, ...receiver, ...sender, ...parcel, ...paper }, lists: { goods } },
  'gift-slip': { values: { ...order, ...receiver, ...sender, ...parcel, ...paper }, lists: { goods: goodsWithoutPrices } },
  waybill: { values: { ...order, ...receiver, ...sender, ...parcel, ...route, ...paper }, lists: {} },
  'picking-sheet': {
    values: { ...signature, ...paper, 'wave.kind': field('波次类型', '波次類型', 'Kind of wave', '多品多件'), 'wave.carrier': field('快递公司', '快遞公司', 'Carrier', '顺丰速运'), 'wave.orders': field('订单数', '訂單數', 'Orders', '24'), 'wave.pieces': field('件数', '件數', 'Pieces', '86') },
    lists: {
      picks: list(['拣货明细（按路线）', '揀貨明細（按路線）', 'Picks in walking order'], { ...placed, positions: field('车位', '車位', 'Places in the cart', '3 17 22') }, goodsRows),
      seats: list(['车位清单', '車位清單', 'Places in the cart'], {
        position: field('车位', '車位', 'Place', '17'), number: field('订单号', '訂單號', 'Order number', '202603021234567890'), code: field('包裹短码', '包裹短碼', 'Short code', 'K7QM3X'),
        waybill: field('运单号', '運單號', 'Waybill', 'SF0000000018'), pieces: field('件数', '件數', 'Pieces', '4'),
      }, [{ position: '1', code: 'A2B3C4', waybill: 'SF0000000002' }, { position: '2', code: 'K7QM3X', waybill: 'SF0000000003' }]),
    },
  },
  'handover-sheet': {
    values: { ...signature, ...paper, 'carrier.name': parcel['carrier.name'], 'sheet.signer': field('快递员', '快遞員', 'Signer', '王师傅'), 'sheet.grams': field('总重量（克）', '總重量（克）', 'Grams in all', '102400') },
    lists: { parcels: list(['包裹清单', '包裹清單', 'Parcels'], {
      line: field('序号', '序號', 'No.', '1'), waybill: field('运单号', '運單號', 'Waybill', 'SF0000000018'), number: field('订单号', '訂單號', 'Order number', '202603021234567890'),
      code: field('包裹短码', '包裹短碼', 'Short code', 'K7QM3X'), region: field('目的地', '目的地', 'Destination', '浙江省 杭州市'), grams: field('重量（克）', '重量（克）', 'Grams', '860'), material: field('包材', '包材', 'Packing', '纸箱'),
    }, [{ line: '1' }, { line: '2', waybill: 'SF0000000019', code: 'A2B3C4' }, { line: '3', waybill: 'SF0000000020', code: 'Z9Y8X7' }]) },
  },
  'stocktake-sheet': {
    values: { ...signature, ...paper, 'sheet.zone': field('区域', '區域', 'Zone', 'A') },
    lists: { counts: list(['盘点明细', '盤點明細', 'Counts'], { ...placed, counted: field('实盘数', '實盤數', 'Counted', '') }, goodsRows) },
  },
  'adjustment-slip': {
    values: { ...signature, ...paper, 'sheet.reason': field('原因', '原因', 'Reason', '盘亏'), 'sheet.approver': field('审批人', '審批人', 'Approved by', '') },
    lists: { changes: list(['调整明细', '調整明細', 'Changes'], { ...placed, before: field('调整前', '調整前', 'Before', '36'), after: field('调整后', '調整後', 'After', '34'), difference: field('差异', '差異', 'Difference', '-2') }, goodsRows) },
  },
  'return-label': { values: { 'order.number': order['order.number'], 'shop.name': order['shop.name'], 'return.number': field('退货单号', '退貨單號', 'Return number', 'R20260302001'), 'return.until': field('寄回期限', '寄回期限', 'Send back by', '2026-03-09'), ...sender, ...paper }, lists: { goods: goodsWithoutPrices } },
  'bin-label': { values: { 'place.code': field('货位', '貨位', 'Bin', 'A-01-2-3'), 'place.zone': field('区', '區', 'Zone', 'A'), 'place.walk': field('路线序', '路線序', 'Walk', '103'), ...paper }, lists: {} },
  'sku-label': {
    values: {
      'sku.code': goodsColumns.code, 'sku.barcode': goodsColumns.barcode, 'sku.scan': field('扫描码', '掃描碼', 'What is scanned', '6901234500011'), 'sku.title': goodsColumns.title, 'sku.spec': goodsColumns.spec,
      'sku.brand': field('品牌', '品牌', 'Brand', '单流'), 'sku.price': field('售价', '售價', 'Price', '99.00'), ...paper,
    }, lists: {},
  },
  receipt: {
    values: { ...signature, ...paper, 'supplier.name': field('供应商', '供應商', 'Supplier', '杭州某某日用品有限公司') },
    lists: { goods: list(['收货明细', '收貨明細', 'Goods received'], { ...goodsColumns, lot: placed.lot, ordered: field('采购数', '採購數', 'Ordered', '100'), received: field('实收数', '實收數', 'Received', '100') }, goodsRows) },
  },
}

/** A document of examples, for the designer and the test page. */
export const exampleOf = (kind: DocumentKind): Filled => ({
  values: Object.fromEntries(Object.entries(offers[kind].values).map(([name, f]) => [name, f.example])),
  lists: Object.fromEntries(Object.entries(offers[kind].lists).map(([name, l]) => [name, l.examples.map(r => ({ ...r }))])),
})
