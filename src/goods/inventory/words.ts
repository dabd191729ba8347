import { words } from '#kit/words.ts'

export const reasons = words({
  'code-reserved': ['{bin} 是仓库固有的位置', '{bin} 是倉庫固有的位置', '{bin} is a place every warehouse has'],
  'not-reserved': ['拣的比预占的多', '揀的比預占的多', 'More was picked than is reserved'],
  'goods-missing': ['货不在那里，或已答应给订单', '貨不在那裡，或已答應給訂單', 'The goods are not there, or are promised to orders'],
  'not-in-place': ['库位里只有 {held} 件，要 {wanted} 件', '庫位裡只有 {held} 件，要 {wanted} 件', 'The bin holds {held}, but {wanted} are wanted'],
  'promised-to-orders': ['在库 {onHand} 件，其中 {reserved} 件已答应给订单，要 {wanted} 件', '在庫 {onHand} 件，其中 {reserved} 件已答應給訂單，要 {wanted} 件', '{onHand} on hand, {reserved} of them promised to orders; {wanted} are wanted'],
})
