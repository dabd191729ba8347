import { words } from '#kit/words.ts'

export const text = words({
  well: ['一切正常', '一切正常', 'All is well'],
  wellWhy: ['自动任务都在跑，没有积压，没有失败的任务。', '自動工作都在跑，沒有積壓，沒有失敗的工作。', 'The timetable runs, nothing is behind, nothing has failed.'],
  look: ['需要处理', '需要處理', 'To look at'],
  asOf: ['{time} 的状况', '{time} 的狀況', 'as of {time}'],
  database: ['数据库', '資料庫', 'Database'],
  version: ['版本', '版本', 'Version'],
  size: ['大小', '大小', 'Size'],
  connections: ['连接', '連線', 'Connections'],
  connectionsOf: ['{used} / {most}', '{used} / {most}', '{used} of {most}'],
  answered: ['应答', '應答', 'Answers in'],
  ms: ['{ms} 毫秒', '{ms} 毫秒', '{ms} ms'],
  migration: ['最近的升级', '最近的升級', 'Last migration'],
  timetable: ['自动任务', '自動工作', 'Timetable'],
  timetableNote: ['每一项上次成功的时间', '每一項上次成功的時間', 'when each line last succeeded'],
  line: ['任务', '工作', 'Line'],
  every: ['间隔', '間隔', 'Every'],
  okAt: ['上次成功', '上次成功', 'Last success'],
  ago: ['{time}前', '{time}前', '{time} ago'],
  justNow: ['刚刚', '剛剛', 'just now'],
  neverRan: ['从未成功', '從未成功', 'never'],
  failures: ['连续失败 {count} 次', '連續失敗 {count} 次', { one: 'failed once', other: 'failed {count} times in a row' }],
  fine: ['正常', '正常', 'fine'],
  late: ['停下了', '停下了', 'late'],
  readers: ['事件读取', '事件讀取', 'Readers of events'],
  readersNote: ['读到哪里，落后多少', '讀到哪裡，落後多少', 'how far each has read'],
  upToDate: ['已读完', '已讀完', 'up to date'],
  behind: ['落后 {count} 条', '落後 {count} 筆', { one: '{count} event behind', other: '{count} events behind' }],
  jobs: ['任务队列', '工作佇列', 'Jobs'],
  waiting: ['等待', '等待', 'Waiting'],
  dead: ['失败', '失敗', 'Dead'],
  clocks: ['时限检查', '時限檢查', 'Clocks'],
  unmarked: ['到期未标记', '到期未標記', 'Due, not marked'],
  lateBy: ['最久晚 {time}', '最久晚 {time}', '{time} late at most'],
  pools: ['运单号', '運單號', 'Waybill numbers'],
  left: ['剩余 {count}', '剩餘 {count}', '{count} left'],
  usedInWeek: ['近 7 天用了 {count}', '近 7 天用了 {count}', '{count} used in 7 days'],
  versions: ['程序', '程式', 'Program'],
  danliu: ['单流', '單流', 'Danliu'],
  node: ['Node', 'Node', 'Node'],
  calendar: ['节假日数据', '假日資料', 'Holidays loaded'],
  years: ['{from}–{to}', '{from}–{to}', '{from}–{to}'],
})

/** What an administrator must look at, and what to do about it. */
export const reasons = words({
  'no-worker': ['没有进程在跑自动任务：审单、分仓、回传都停着。请启动 danliu serve 或 danliu work。', '沒有處理程序在跑自動工作：審單、分倉、回傳都停著。請啟動 danliu serve 或 danliu work。', 'No process runs the timetable: review, allocation and upload stand still. Start danliu serve or danliu work.'],
  'line-late': ['自动任务“{line}”停下了，连续失败 {failures} 次。', '自動工作「{line}」停下了，連續失敗 {failures} 次。', 'The timetable line “{line}” stands still; it failed {failures} times in a row.'],
  'reader-behind': ['“{reader}”落后 {behind} 条事件，超过 1 分钟。', '「{reader}」落後 {behind} 筆事件，超過 1 分鐘。', '“{reader}” is {behind} events behind, for more than a minute.'],
  'dead-letters': ['有 {count} 个任务重试后仍失败，请看失败原因，重试或放弃。', '有 {count} 個工作重試後仍失敗，請看失敗原因，重試或放棄。', { one: 'One job failed for good; read why, then replay or drop it.', other: '{count} jobs failed for good; read why, then replay or drop them.' }],
  'clocks-late': ['时限检查晚了 {seconds} 秒，{count} 个到期的还没有标记。', '時限檢查晚了 {seconds} 秒，{count} 個到期的還沒有標記。', 'The clocks are {seconds} s late; {count} that ran out are not marked.'],
  'pool-low': ['{carrier} 的运单号只剩 {left} 个，请补充号段。', '{carrier} 的運單號只剩 {left} 個，請補充號段。', '{carrier} has {left} waybill numbers left; add a range.'],
  'year-missing': ['{year} 年的节假日安排还没有载入，跨年的工作时限会算不出来。', '{year} 年的假日安排還沒有載入，跨年的工作時限會算不出來。', 'The holidays of {year} are not loaded; limits in working time that reach into it are refused.'],
  'connections-high': ['数据库连接快用完：{connections} / {most}。', '資料庫連線快用完：{connections} / {most}。', 'Database connections are nearly used up: {connections} of {most}.'],
})

/** The lines of the timetable and the readers, by what they do. */
export const lines = words({
  review: ['自动审单', '自動審單', 'Review'], allocation: ['分配仓库', '分配倉庫', 'Allocation'], reactions: ['后续动作', '後續動作', 'Reactions'], picked: ['拣完转复核', '揀完轉複核', 'Picked orders'], clocks: ['时限检查', '時限檢查', 'Clocks'], releases: ['到时解除挂起', '到時解除掛起', 'Releases of blocks'],
  silence: ['无回复则搁置', '無回覆則擱置', 'Silent customers'], transfers: ['调拨', '調撥', 'Transfers'], completion: ['签收后完成', '簽收後完成', 'Completion'], 'self-check': ['每晚自查', '每晚自查', 'Nightly self-check'], flow: ['统计流量', '統計流量', 'Flow'], jobs: ['任务队列', '工作佇列', 'Jobs'],
  imports: ['导入文件', '匯入檔案', 'Imports'], collections: ['线下收单', '線下收單', 'Collections'], skipped: ['补查紧急审核', '補查緊急審核', 'Skipped checks'], seal: ['封存日志', '封存日誌', 'Seals of the log'], 'old files': ['清理旧文件', '清理舊檔案', 'Old files'], 'old jobs': ['清理旧任务', '清理舊工作', 'Old jobs'],
})
