import { plainText } from '#kit/files/cells.ts'
import { recognise, type Field, type Mapping, type Missing, type Role, type Table } from './mapping.rules.ts'

/** Words that heads of columns use for a field, whole or as a part; the first field that fits takes the column. */
const heads: readonly [Field, RegExp][] = [
  ['platformNumber', /平台(单|單|订单|訂單)号?/],
  ['line', /^(子订单(编号|号)?|line( ?id)?)$/],
  ['number', /^(订单编号|订单号|单号|編號|编号|訂單編號|訂單號|手工单号|order ?(no|number|id)?\.?|number)$/],
  ['status', /^(订单)?状态$|^狀態$|status/], ['account', /买家会员|会员名|买家(账号|昵称|id)|account|buyer$/],
  ['paidAt', /付款时间|支付时间|付款時間|paid ?at/], ['placedAt', /下单(时间|日期)|创建时间|订单(时间|日期)|下單時間|日期|date|placed|ordered ?at/],
  ['refunded', /退款/], ['paid', /实付|已付|实际支付|付款金额|paid/], ['lineDiscount', /^(行|商品|单品)优惠|优惠金额/], ['discount', /优惠|折扣|discount/],
  ['freight', /运费|邮费|運費|freight|shipping fee/], ['subtotal', /小计|小計|subtotal/], ['total', /总(金额|额|价|计)|订单金额|应收|合计|總|金额$|total|amount/],
  ['price', /单价|價格|单价|价格|售价|單價|price/], ['quantity', /数量|件数|數量|qty|quantity|pieces/],
  ['sku', /商家编码|商品编码|货号|编码|款号|商品編碼|sku|product ?(code|id)/], ['spec', /规格|属性|颜色|尺码|規格|spec/], ['title', /宝贝标题|商品(名称|名)?$|品名|名称|商品名|產品|product|title/],
  ['phone', /手机|电话|联系方式|電話|手機|phone|mobile|tel/], ['name', /收货人|收件人|收貨人|联系人|姓名|客户(名称|姓名)?$|name|receiver/],
  ['province', /^(收货)?省(份)?$|province|state/], ['city', /^(收货)?(城)?市$|city/], ['district', /^(收货)?(区|区县|县)$|district/],
  ['street', /详细地址|街道|street/], ['address', /地址|address/],
  ['buyerRemark', /买家(留言|备注)|客户备注|留言|客戶備註|buyer ?(remark|note)/], ['sellerRemark', /卖家备注|商家备注|备注|備註|remark|note/],
  ['salesman', /业务员|销售|導購|导购|業務員|sales/], ['store', /门店|店铺|門市|store|shop/], ['invoice', /发票|開票|invoice/], ['delivery', /配送|快递|物流|delivery/], ['special', /特殊|special/],
]

/** A first mapping for files nobody has brought before, from the words of their heads, written by the company's clock; a person corrects it. */
export function guessMapping(name: string, tables: readonly Table[], utcOffsetMinutes: number): Mapping {
  const guessed = tables.map(table => {
    const taken = new Set<Field>()
    const columns: Partial<Record<Field, string>> = {}
    for (const head of table.header) {
      const word = plainText(head).normalize('NFKC').trim().toLowerCase()
      const field = heads.find(([field, like]) => !taken.has(field) && like.test(word))?.[0]
      if (field && head) { taken.add(field); columns[field] = head }
    }
    return columns
  })
  const role = (columns: Partial<Record<Field, string>>): Role => tables.length === 1 ? 'orders' : columns.sku && !columns.name ? 'lines' : columns.name && !columns.sku && !columns.total ? 'receivers' : 'orders'
  return { name, currency: 'CNY', utcOffsetMinutes, statuses: {}, files: guessed.map(columns => ({ role: role(columns), key: 'number', columns })) }
}

/** Without these an order cannot be built; one of each row is enough. */
const needed: readonly (readonly Field[])[] = [['number', 'platformNumber'], ['placedAt'], ['sku'], ['price'], ['phone', 'address', 'token'], ['province', 'address']]

/** What a mapping lacks: columns that the files do not have, and fields without any column. */
export function lacking(mapping: Mapping, tables: readonly Table[]): { missing: Missing[]; fields: Field[] } {
  const given = new Set(mapping.files.flatMap(f => Object.keys(f.columns)))
  return { missing: recognise(mapping, tables).missing, fields: needed.filter(any => !any.some(f => given.has(f))).map(any => any[0]!) } // each has at least one
}
