import { words } from '#kit/words.ts'

/** Why a paper or a batch does not go. */
export const reasons = words({
  'document-not-of': ['这里不能打印这种单据', '這裡不能列印這種單據', 'This document cannot be printed of these'],
  'batch-too-large': ['一批最多 {most} 张', '一批最多 {most} 張', 'A batch has at most {most} papers'],
  'too-many-orders': ['一次最多打印 {most} 个订单：请缩小筛选，或按波次打印', '一次最多列印 {most} 個訂單：請縮小篩選，或按波次列印', 'At most {most} orders are printed at once; narrow the filter, or print by wave'],
  'no-orders-fit': ['没有符合筛选的订单', '沒有符合篩選的訂單', 'No order fits the filter'],
  'bill-known': ['账单“{name}”已导入过', '帳單「{name}」已匯入過', 'The invoice “{name}” has been imported already'],
  'bill-no-numbers': ['文件里没有运单号这一列（{known}）', '檔案裡沒有運單號這一欄（{known}）', 'The file has no column of waybill numbers ({known})'],
  'nothing-printed': ['这个范围还没有打印过', '這個範圍還沒有列印過', 'Nothing of this range has been printed'],
  cancelled: ['批次已取消', '批次已取消', 'The batch was cancelled'],
  outdated: ['订单内容已变更，这张单据作废', '訂單內容已變更，這張單據作廢', 'The order has changed; this paper is void'],
  'batch-stands': ['批次现在没有在打印', '批次現在沒有在列印', 'The batch is not printing now'],
  'batch-refused': ['批次现在不能这样做', '批次現在不能這樣做', 'The batch cannot do this now'],
  'nothing-to-give': ['没有等待打印的单据', '沒有等待列印的單據', 'No paper of this waits to be printed'],
  'still-set': ['还在排版和核对，请稍候', '還在排版和核對，請稍候', 'Still being set and checked; wait a moment'],
  'given-already': ['刚被别人取走打印', '剛被別人取走列印', 'Somebody else has just taken these papers'],
  'parcel-gone': ['包裹已离开仓库', '包裹已離開倉庫', 'The parcel has left the house'],
  'queued-already': ['已在批次 {batch} 中等待打印', '已在批次 {batch} 中等待列印', 'It waits already in batch {batch}'],
  'printed-already': ['已打印过 {times} 次，补打须填原因', '已列印過 {times} 次，補印須填原因', 'Printed {times} times already; a reprint needs a reason'],
  'code-not-read': ['成品上读不出{what}', '成品上讀不出{what}', 'The finished page does not show the {what} to a scanner'],
  'code-of-another': ['成品上出现别的包裹的码：{found}', '成品上出現別的包裹的碼：{found}', 'The finished page bears the code of another parcel: {found}'],
  'say-last-good': ['有 {papers} 张不知是否已打出，请先查看最后一张好的', '有 {papers} 張不知是否已印出，請先查看最後一張好的', 'Of {papers} papers nobody knows whether they came out; say which was the last good one'],
  'rare-character': ['字体里没有这些生僻字：{characters}', '字型裡沒有這些罕見字：{characters}', 'No font has these characters: {characters}'],
  'template-gone': ['找不到它的模板', '找不到它的範本', 'Its template is gone'],
  'template-fails': ['自写的 Typst 模板 {template} 排不出这张单据，请联系信息技术', '自寫的 Typst 範本 {template} 排不出這張單據，請聯絡資訊技術', 'The template {template}, written in Typst, cannot set this paper; tell IT'],
  'text-cut': ['{fields}太长，在模板里放不下：请改短，或换地方更大的模板', '{fields}太長，在範本裡放不下：請改短，或換地方更大的範本', 'Too long for the template: {fields}; make it shorter, or give it more room'],
  'to.name': ['收件人', '收件人', 'receiver'], 'to.phone': ['收件电话', '收件電話', 'receiver’s phone'], 'to.address': ['收件地址', '收件地址', 'receiver’s address'], 'to.street': ['详细地址', '詳細地址', 'street'], 'to.region': ['省市区', '省市區', 'region'],
  'sender.name': ['寄件人', '寄件人', 'sender'], 'sender.phone': ['寄件电话', '寄件電話', 'sender’s phone'], 'sender.address': ['寄件地址', '寄件地址', 'sender’s address'], 'shop.name': ['店铺名', '店鋪名', 'shop’s name'], 'carrier.name': ['快递公司名', '快遞公司名', 'carrier’s name'],
  'route.mark': ['大头笔', '大頭筆', 'destination mark'], 'order.number': ['订单号', '訂單號', 'order number'], 'parcel.waybill': ['运单号', '運單號', 'waybill number'], 'parcel.mark': ['核对码', '核對碼', 'check code'], 'sku.title': ['品名', '品名', 'product'], 'place.code': ['货位', '貨位', 'bin'],
  'more-pages': ['面单超过一页', '面單超過一頁', 'The waybill runs over a page'],
  'printer-not-ready': ['打印机 {printer} 未就绪：{why}', '印表機 {printer} 未就緒：{why}', 'Printer {printer} is not ready: {why}'],
  'printer-refuses': ['打印机 {printer} 拒绝：{why}', '印表機 {printer} 拒絕：{why}', 'Printer {printer} refuses: {why}'],
  unsure: ['第 {from}–{to} 张不知是否已打出，请到打印机旁查看', '第 {from}–{to} 張不知是否已印出，請到印表機旁查看', 'Nobody knows whether papers {from}–{to} came out; look at the printer'],
  fault: ['程序出错，请联系信息技术', '程式出錯，請聯絡資訊技術', 'A fault of ours; tell IT'],
  gone: ['要打印的东西已不在', '要列印的東西已不在', 'What was to be printed is gone'],
})

export const documents = words({
  slip: ['发货单', '出貨單', 'Packing slip'], 'gift-slip': ['礼品发货单', '禮品出貨單', 'Gift slip'], waybill: ['快递面单', '快遞面單', 'Waybill'], 'picking-sheet': ['拣货单', '揀貨單', 'Picking sheet'], 'handover-sheet': ['交接单', '交接單', 'Hand-over sheet'],
  'stocktake-sheet': ['盘点单', '盤點單', 'Stocktake sheet'], 'adjustment-slip': ['库存调整单', '庫存調整單', 'Adjustment slip'], 'return-label': ['退货标签', '退貨標籤', 'Return label'], 'bin-label': ['货位标签', '貨位標籤', 'Bin label'], 'sku-label': ['商品标签', '商品標籤', 'Product label'], receipt: ['采购收货单', '採購收貨單', 'Purchase receipt'],
})
export const batchStates = words({ printing: ['打印中', '列印中', 'printing'], paused: ['已暂停', '已暫停', 'stopped'], printed: ['已打印', '已列印', 'printed'], cancelled: ['已取消', '已取消', 'cancelled'] })
export const paperStates = words({ waiting: ['等待', '等待', 'waiting'], refused: ['不能打印', '不能列印', 'refused'], printed: ['已送出', '已送出', 'given out'], confirmed: ['已确认', '已確認', 'confirmed'], void: ['作废', '作廢', 'void'] })
export const again = words({
  'paper-jam': ['卡纸', '卡紙', 'Paper jam'], unreadable: ['扫不出来', '掃不出來', 'Does not scan'], lost: ['找不到了', '找不到了', 'Lost'], changed: ['内容有变更', '內容有變更', 'The content changed'], 'wrong-paper': ['用错纸', '用錯紙', 'Wrong paper'], 'not-printed': ['没有打出来', '沒有印出來', 'Did not come out'], other: ['其他', '其他', 'Other'],
})
export const origins = words({ orders: ['订单', '訂單', 'Orders'], wave: ['波次', '波次', 'Wave'], handover: ['交接', '交接', 'Hand-over'], bins: ['货位', '貨位', 'Bins'], skus: ['商品', '商品', 'Products'], stock: ['库存', '庫存', 'Stock'], reprint: ['补打', '補印', 'Reprint'], test: ['测试页', '測試頁', 'Test page'] })
export const numberStates = words({ asked: ['待取号', '待取號', 'asked for'], got: ['已取号', '已取號', 'taken'], printed: ['已打印', '已列印', 'printed'], used: ['已发出', '已寄出', 'used'], billed: ['已结算', '已結算', 'billed'], void: ['已作废', '已作廢', 'void'], returned: ['已退回', '已退回', 'given back'] })

export const billFaults = words({ 'never-used': ['计费但未发出', '計費但未寄出', 'billed, never used'], unknown: ['不是我们的号', '不是我們的號', 'not a number of ours'], twice: ['重复计费', '重複計費', 'billed twice'] })
export const causes = words({ opening: ['期初', '期初', 'Opening stock'], purchase: ['采购', '採購', 'Purchase'], adjust: ['调整', '調整', 'Adjustment'] })

export const text = words({
  toPrint: ['待打印', '待列印', 'To print'], wave: ['波次 {wave}', '波次 {wave}', 'Wave {wave}'], none: ['没有等待打印的波次', '沒有等待列印的波次', 'No wave waits for its papers'], noneWhy: ['在“波次”页排出波次后，在这里打印它的单据。', '在「波次」頁排出波次後，在這裡列印它的單據。', 'Plan a wave on the page of waves, then print its papers here.'],
  orders: ['{count} 个订单', '{count} 個訂單', { one: '{count} order', other: '{count} orders' }], slips: ['发货单', '出貨單', 'Slips'], waybills: ['面单', '面單', 'Waybills'], madeAt: ['时间', '時間', 'Made'], ofAll: ['{done}/{all}', '{done}/{all}', '{done}/{all}'], print: ['打印…', '列印…', 'Print…'], sheet: ['交接单 {sheet}', '交接單 {sheet}', 'Sheet {sheet}'],
  batches: ['打印批次', '列印批次', 'Print batches'], batch: ['批次 {batch}', '批次 {batch}', 'Batch {batch}'], noBatches: ['还没有打印过', '還沒有列印過', 'Nothing has been printed yet'], what: ['内容', '內容', 'What'], papers: ['{count} 张', '{count} 張', { one: '{count} paper', other: '{count} papers' }], progress: ['进度', '進度', 'Progress'], state: ['状态', '狀態', 'State'], by: ['打印人', '列印人', 'By'],
  choose: ['打印', '列印', 'Print'], which: ['打印哪些', '列印哪些', 'What'], printer: ['打印机', '印表機', 'Printer'], browser: ['浏览器（PDF）', '瀏覽器（PDF）', 'Browser (PDF)'], reason: ['补打原因', '補印原因', 'Reason for the reprint'], needReason: ['有 {count} 张已打印过，补打须填原因', '有 {count} 張已列印過，補印須填原因', { one: '{count} paper was printed before; a reprint needs a reason', other: '{count} papers were printed before; a reprint needs a reason' }],
  tongue: ['单据的语言', '單據的語言', 'Language'], companyTongue: ['公司设定', '公司設定', 'As the company has set'], inOrder: ['顺序', '順序', 'In the order'], byPicking: ['拣货顺序', '揀貨順序', 'of picking'], asListed: ['列表里的顺序', '列表裡的順序', 'of the list'], allThatFit: ['打印全部符合筛选的订单', '列印全部符合篩選的訂單', 'Print every order that fits'],
  zones: ['库区', '庫區', 'Zones'], zone: ['区', '區', 'Zone'], bins: ['货位', '貨位', 'Bins'], wholeWarehouse: ['全仓', '全倉', 'Whole warehouse'], fitting: ['符合“{q}”的货位', '符合「{q}」的貨位', 'Bins that fit “{q}”'], labels: ['打印标签…', '列印標籤…', 'Labels…'], countSheet: ['打印盘点单…', '列印盤點單…', 'Stocktake sheet…'], noZones: ['这个仓还没有货位', '這個倉還沒有貨位', 'This warehouse has no bins yet'], blind: ['盘点单是盲盘：列出每个货位，不写账面数', '盤點單是盲盤：列出每個貨位，不寫帳面數', 'A stocktake sheet is blind: it lists every bin and no quantity of the books'],
  acts: ['收货与调整', '收貨與調整', 'Receipts and adjustments'], printedTimes: ['已打印 {count} 次', '已列印 {count} 次', { one: 'printed once', other: 'printed {count} times' }], noActs: ['最近没有收货，也没有调整', '最近沒有收貨，也沒有調整', 'No receipt and no adjustment of late'], lines: ['行数', '行數', 'Lines'], change: ['数量', '數量', 'Pieces'], doneBy: ['经办人', '經辦人', 'By'], cause: ['缘由', '緣由', 'Cause'], warehouse: ['仓库', '倉庫', 'Warehouse'], tooManyBins: ['超过 5000 个货位，请按区打印', '超過 5000 個貨位，請按區列印', 'More than 5,000 bins; print zone by zone'],
  preview: ['预览', '預覽', 'Preview'], previewOf: ['{document} · 订单 {number}', '{document} · 訂單 {number}', '{document} · order {number}'], noPreview: ['没有可预览的订单', '沒有可預覽的訂單', 'No order to preview'], refusedCount: ['{count} 张不能打印', '{count} 張不能列印', { one: '{count} paper cannot be printed', other: '{count} papers cannot be printed' }], go: ['打印 {count} 张', '列印 {count} 張', { one: 'Print {count} paper', other: 'Print {count} papers' }], nothing: ['没有可打印的', '沒有可列印的', 'Nothing to print'], station: ['工位', '工位', 'Station'], anyStation: ['全部工位', '全部工位', 'Every station'],
  pause: ['暂停', '暫停', 'Stop'], resume: ['继续', '繼續', 'Go on'], cancel: ['取消批次', '取消批次', 'Cancel the batch'], confirm: ['纸已看过，无误', '紙已看過，無誤', 'Seen, all good'], reprint: ['补打…', '補印…', 'Print again…'], takePdf: ['下载 PDF', '下載 PDF', 'Download the PDF'], takeOne: ['下载 {document}', '下載 {document}', 'Download: {document}'], from: ['从第', '從第', 'From'], to: ['到第', '到第', 'To'], all: ['全部', '全部', 'All'], document: ['单据', '單據', 'Document'],
  lastGood: ['最后一张好的是第几张', '最後一張好的是第幾張', 'Place of the last good paper'], lastGoodWhy: ['到打印机旁看：第 {from}–{to} 张可能已打出。之后的会重打，之前的不会再打。', '到印表機旁看：第 {from}–{to} 張可能已印出。之後的會重印，之前的不會再印。', 'Look at the printer: {from}–{to} may have come out. What comes after the last good one is printed again, what comes before is not.'],
  place: ['序号', '序號', 'No.'], order: ['订单', '訂單', 'Order'], waybill: ['运单号', '運單號', 'Waybill'], code: ['短码', '短碼', 'Code'], nth: ['第几次', '第幾次', 'Print'], nthOf: ['第 {nth} 次', '第 {nth} 次', 'no. {nth}'], template: ['模板', '範本', 'Template'], why: ['原因', '原因', 'Why'], more: ['后面的', '後面的', 'More'], checked: ['已核对 {count}', '已核對 {count}', '{count} checked'], given: ['已送出 {count}', '已送出 {count}', '{count} given out'], confirmed: ['已确认 {count}', '已確認 {count}', '{count} confirmed'], refused: ['不能打印 {count}', '不能列印 {count}', '{count} refused'], voided: ['作废 {count}', '作廢 {count}', '{count} void'], setting: ['正在排版和核对…', '正在排版和核對…', 'Being set and checked…'], onlyRefused: ['只看不能打印的', '只看不能列印的', 'Only the refused'], allPapers: ['看全部', '看全部', 'All papers'],
  component: ['用平台组件打印', '用平台元件列印', 'Print by the platform’s component'], componentDone: ['组件已打印 {count} 张', '元件已列印 {count} 張', { one: 'The component has printed {count} paper', other: 'The component has printed {count} papers' }], componentAway: ['连不上 {platform} 打印组件，请先打开它', '連不上 {platform} 列印元件，請先打開它', 'The print component of {platform} does not answer; start it first'],
  back: ['全部批次', '全部批次', 'All batches'], againOf: ['补自批次 {batch}', '補自批次 {batch}', 'of batch {batch}'], done: ['已提交', '已送出', 'Done'],
  carrier: ['快递', '快遞', 'Carrier'], prints: ['打印次数', '列印次數', 'Prints'], at: ['时间', '時間', 'When'], bills: ['承运商账单', '承運商帳單', 'Carriers’ invoices'], billsWhy: ['导入账单（CSV、Excel，含运单号和金额列）：用过的号记为已结算，对不上的逐条列出', '匯入帳單（CSV、Excel，含運單號和金額欄）：用過的號記為已結算，對不上的逐條列出', 'Import an invoice (CSV, Excel, with waybill numbers and amounts): used numbers become billed, and every line that does not fit is listed'], importBill: ['导入账单…', '匯入帳單…', 'Import an invoice…'], importDo: ['导入', '匯入', 'Import'], billFile: ['账单文件', '帳單檔案', 'File'], billTaken: ['已导入 {lines} 行，{billed} 个号记为已结算', '已匯入 {lines} 行，{billed} 個號記為已結算', '{lines} lines taken, {billed} numbers billed'], noBills: ['还没有导入账单', '還沒有匯入帳單', 'No invoice yet'], bill: ['账单', '帳單', 'Invoice'], billLines: ['行数', '行數', 'Lines'], sum: ['金额', '金額', 'Amount'], fits: ['全部对上', '全部對上', 'all fit'], unbilled: ['{carrier}：{count} 个号已发出而未计费，最早 {since}', '{carrier}：{count} 個號已寄出而未計費，最早 {since}', '{carrier}: {count} numbers used and not billed, the first of {since}'], fault: ['问题', '問題', 'Fault'], billedBefore: ['已在 {bill}', '已在 {bill}', 'already in {bill}'], askFor: ['取号', '取號', 'Get numbers'], numbered: ['已取 {given} 个号，还缺 {waiting} 个', '已取 {given} 個號，還缺 {waiting} 個', '{given} numbers given, {waiting} still wait'],
  find: ['查运单号', '查運單號', 'Find a number'], noNumbersYet: ['还没有取过运单号', '還沒有取過運單號', 'No waybill number has been taken yet'], noNumbersWhy: ['打印面单时从号段取号，取到的都列在这里', '列印面單時從號段取號，取到的都列在這裡', 'Numbers are taken from the range when a waybill is printed, and then stand here'], orphans: ['孤号', '孤號', 'Orphans'], orphansWhy: ['从号段取出、却不在任何包裹上的号', '從號段取出、卻不在任何包裹上的號', 'Taken from a range, and on no parcel'], noOrphans: ['没有孤号', '沒有孤號', 'No orphans'], giveBack: ['退回', '退回', 'Give back'], gaveBack: ['已退回 {count} 个', '已退回 {count} 個', '{count} given back'], giveBackAll: ['全部退回（{count}）', '全部退回（{count}）', 'Give all back ({count})'],
})
