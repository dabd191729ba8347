import { words } from '#kit/words.ts'

export const reasons = words({
  'code-reserved': ['{bin} 是仓库固有的位置', '{bin} 是倉庫固有的位置', '{bin} is a place every warehouse has'],
  'not-reserved': ['拣的比预占的多', '揀的比預占的多', 'More was picked than is reserved'],
  'goods-missing': ['货不在那里，或已答应给订单', '貨不在那裡，或已答應給訂單', 'The goods are not there, or are promised to orders'],
  'not-in-place': ['库位里只有 {held} 件，要 {wanted} 件', '庫位裡只有 {held} 件，要 {wanted} 件', 'The bin holds {held}, but {wanted} are wanted'],
  'promised-to-pickers': ['货位有 {held} 件，其中 {promised} 件已派给拣货员，要 {wanted} 件', '貨位有 {held} 件，其中 {promised} 件已派給揀貨員，要 {wanted} 件', 'The bin holds {held}, pickers were told to take {promised} of them; {wanted} are wanted'],
  'promised-to-orders': ['在库 {onHand} 件，其中 {reserved} 件已答应给订单，要 {wanted} 件', '在庫 {onHand} 件，其中 {reserved} 件已答應給訂單，要 {wanted} 件', '{onHand} on hand, {reserved} of them promised to orders; {wanted} are wanted'],
})

export const placeKinds = words({
  receiving: ['收货区', '收貨區', 'Receiving'], bin: ['库位', '庫位', 'Bin'], packed: ['已打包', '已打包', 'Packed'], damaged: ['残品区', '殘品區', 'Damaged'], inspection: ['待检区', '待檢區', 'Inspection'], missing: ['待查找', '待查找', 'Missing'],
})

export const text = words({
  printByTemplate: ['按模板打印', '按範本列印', 'Print by the template'],
  add: ['加仓库', '加倉庫', 'New warehouse'],
  code: ['代码', '代碼', 'Code'],
  codeHint: ['字母、数字、- 和 _', '字母、數字、- 和 _', 'letters, digits, - and _'],
  name: ['名称', '名稱', 'Name'],
  province: ['省份', '省份', 'Province'],
  rank: ['优先级', '優先順序', 'Rank'],
  rankHint: ['数字小的先分配', '數字小的先分配', 'the lower, the sooner it is chosen'],
  added: ['已添加', '已新增', 'Added'],
  bin: ['库位', '庫位', 'Place'],
  kind: ['种类', '種類', 'Kind'],
  walk: ['拣货顺序', '揀貨順序', 'Walking order'],
  pieces: ['件数', '件數', 'Pieces'],
  count: ['{count} 个库位', '{count} 個庫位', { one: 'one bin', other: '{count} bins' }],
  find: ['库位编号', '庫位編號', 'Bin code'],
  addBins: ['加库位', '加庫位', 'Add bins'],
  aisles: ['通道', '通道', 'Aisles'],
  aislesHint: ['比如 A-C', '例如 A-C', 'for example A-C'],
  racks: ['货架数', '貨架數', 'Racks'],
  levels: ['层数', '層數', 'Levels'],
  slots: ['每层格数', '每層格數', 'Slots a level'],
  preview: ['{count} 个：{first} … {last}', '{count} 個：{first} … {last}', '{count}: {first} … {last}'],
  tooMany: ['一次最多 2000 个', '一次最多 2000 個', 'at most 2,000 at once'],
  printLabels: ['打印标签', '列印標籤', 'Print labels'],
  print: ['打印', '列印', 'Print'],
  small: ['小 50×30 毫米', '小 50×30 公釐', 'Small 50×30 mm'],
  large: ['大 100×60 毫米', '大 100×60 公釐', 'Large 100×60 mm'],
  labelCount: ['{count} 张标签，一张一个库位', '{count} 張標籤，一張一個庫位', { one: 'one label', other: '{count} labels, one a bin' }],
  noBins: ['还没有库位', '還沒有庫位', 'No bins yet'],
  noBinsWhy: ['按通道、货架、层、格一次生成一排。', '按通道、貨架、層、格一次產生一排。', 'Make a row of them at once: aisles, racks, levels, slots.'],
  more: ['再显示一些', '再顯示一些', 'Show more'],
})
