import { words } from '#kit/words.ts'

/** Why a printer cannot be set up so. */
export const reasons = words({
  'address-not-ipp': ['地址要像 ipp://主机/printers/名称', '位址要像 ipp://主機/printers/名稱', 'The address should look like ipp://host/printers/name'],
  'address-not-host': ['地址要像 192.168.1.20:9100', '位址要像 192.168.1.20:9100', 'The address should look like 192.168.1.20:9100'],
  'raw-needs-language': ['热敏打印机请选 ZPL 或 TSPL', '熱感印表機請選 ZPL 或 TSPL', 'Choose ZPL or TSPL for a thermal printer'],
  'component-needs-platform': ['请选择平台的打印组件', '請選擇平台的列印元件', 'Choose whose print component it is'],
})

export const text = words({
  add: ['加打印机', '加印表機', 'New printer'], edit: ['改打印机', '改印表機', 'Change the printer'], none: ['还没有打印机；可先用浏览器打印', '還沒有印表機；可先用瀏覽器列印', 'No printers yet; the browser prints without one'],
  code: ['代码', '代碼', 'Code'], codeHint: ['小写字母、数字和 -', '小寫字母、數字和 -', 'a–z, 0–9 and -'], name: ['名称', '名稱', 'Name'], station: ['工位', '工位', 'Station'], channel: ['连接方式', '連接方式', 'Reached by'],
  address: ['地址', '位址', 'Address'], addressHint: ['IPP：ipp://主机/printers/名称；热敏：主机:9100；代理：本机打印机名', 'IPP：ipp://主機/printers/名稱；熱感：主機:9100；代理：本機印表機名', 'IPP: ipp://host/printers/name; thermal: host:9100; agent: the local printer’s name'],
  language: ['语言', '語言', 'Language'], platform: ['平台组件', '平台元件', 'Component of'], dpi: ['分辨率', '解析度', 'Dots per inch'], width: ['纸宽（毫米）', '紙寬（公釐）', 'Paper width (mm)'], height: ['纸高（毫米）', '紙高（公釐）', 'Paper height (mm)'],
  paper: ['纸张', '紙張', 'Paper'], size: ['{width}×{height} 毫米', '{width}×{height} 公釐', '{width}×{height} mm'],
  offsetX: ['右移（0.1 毫米）', '右移（0.1 公釐）', 'Shift right (0.1 mm)'], offsetY: ['下移（0.1 毫米）', '下移（0.1 公釐）', 'Shift down (0.1 mm)'], density: ['浓度', '濃度', 'Density'], copies: ['份数', '份數', 'Copies'],
  documents: ['默认打印', '預設列印', 'Prints by itself'], seen: ['最近联系', '最近聯絡', 'Last heard'], never: ['从未', '從未', 'never'], test: ['打测试页', '印測試頁', 'Test page'], tested: ['测试页已送出（批次 {batch}）', '測試頁已送出（批次 {batch}）', 'The test page is on its way (batch {batch})'],
  retire: ['停用', '停用', 'Take away'], retired: ['已停用', '已停用', 'Taken away'], saved: ['已保存', '已儲存', 'Saved'], save: ['保存', '儲存', 'Save'], cancel: ['取消', '取消', 'Cancel'], nothing: ['—', '—', '—'],
  retireWhy: ['停用打印机 {name}？已打印的记录保留。', '停用印表機 {name}？已列印的記錄保留。', 'Take {name} away? What it has printed stays in the log.'],
})
export const channelNames = words({
  browser: ['浏览器', '瀏覽器', 'Browser'], ipp: ['网络打印机（IPP）', '網路印表機（IPP）', 'Network printer (IPP)'], raw: ['热敏打印机（TCP 9100）', '熱感印表機（TCP 9100）', 'Thermal printer (TCP 9100)'], component: ['平台打印组件', '平台列印元件', 'Platform’s component'], agent: ['工位打印代理', '工位列印代理', 'Station’s agent'],
})
export const platformNames = words({ cainiao: ['菜鸟', '菜鳥', 'Cainiao'], pinduoduo: ['拼多多', '拼多多', 'Pinduoduo'], kuaishou: ['快手', '快手', 'Kuaishou'] })
