import { createRequire } from 'node:module'

const cache = new Map<string, string>()
let converter: ((text: string) => string) | undefined

/** The house's own words in Taiwan, where the dictionary has others or errs: a handbook and the screens beside it speak alike (`words.ts` of the rooms). */
export const houseWords: Readonly<Record<string, string>> = {
  稽核: '審核', 批准: '核准', 超時: '逾時', 型別: '類型', 檢視: '查看', 發貨: '出貨', 定製: '訂製', 賬: '帳', 平臺: '平台', 個人資訊: '個人資料', 資訊科技: '資訊技術', 答覆: '回覆', 毫米: '公釐', ' 克': ' 公克',
  質量: '品質', 合同: '合約', 專案: '項目', 許可權: '權限', 預佔: '預占', 儲存: '保存', 恢復演練: '還原演練', 迴圈: '循環', 警告程式: '警告程序',
  髮布: '發布', 嚐試: '嘗試', 前回復: '前回覆',
}

/** Simplified to traditional characters with the words used in Taiwan. The dictionary is read at the first use. */
export function traditional(text: string): string {
  const known = cache.get(text)
  if (known !== undefined) return known
  converter ??= readDictionary()
  const made = Object.entries(houseWords).reduce((so, [word, ours]) => so.replaceAll(word, ours), converter(text))
  if (cache.size >= 5000) cache.clear()
  cache.set(text, made)
  return made
}

function readDictionary(): (text: string) => string {
  const { Converter }: typeof import('opencc-js/cn2t') = createRequire(import.meta.url)('opencc-js/cn2t')
  return Converter({ from: 'cn', to: 'twp' })
}
