import { words } from '#kit/words.ts'

export const reasons = words({
  'shop-unknown': ['没有这个店铺', '沒有這個店鋪', 'There is no such shop'],
  'twice-in-set': ['同一批里有两个相同的单号', '同一批裡有兩個相同的單號', 'This number stands twice in the set'],
  'twice-in-files': ['文件里已经有这张单，只取第一张', '檔案裡已經有這張單，只取第一張', 'The files have this order already; only the first is taken'],
  'order-missing': ['文件里没有这个单号的订单', '檔案裡沒有這個單號的訂單', 'The files have no order with this number'],
  'status-unknown': ['映射里没有这个状态', '對應裡沒有這個狀態', 'The mapping does not know this state'],
  'column-missing': ['文件 {file} 少了“{column}”列', '檔案 {file} 少了「{column}」欄', 'The file {file} has no column “{column}”'],
  'columns-missing': ['少了需要的列', '少了需要的欄', 'Columns that are needed are missing'],
  'files-count': ['文件个数不对', '檔案個數不對', 'The number of files is not right'],
  'mapping-built-in': ['内置的映射不能改', '內建的對應不能改', 'A built-in mapping cannot be changed'],
  'import-running': ['有人正在导入这些文件', '有人正在匯入這些檔案', 'Somebody is importing these files just now'],
})
