import { divisions, type Division, type Tree } from '#kit/divisions.ts'

/** What one pasted text says about a receiver; `uncertain` names what a person should look at, with the choices there are. */
export interface ParsedAddress {
  name: string; phone: string; otherPhones: string[]; province: string; city: string; district: string; street: string; postcode: string
  uncertain: Doubt[]
}
export interface Doubt { field: 'name' | 'phone' | 'province' | 'city' | 'district' | 'street'; code: string; choices?: string[] }

/** Reads `张三 13800138000 浙江省杭州市西湖区文三路…` in any order of its parts; never throws, and never says more than the text. */
export function parseAddress(text: string): ParsedAddress {
  const typed = narrow(text)
  const labels = labelled(typed)
  const phones = phonesIn(labels.rest)
  const postcode = /(?:^|[^\d])(\d{6})(?=$|[^\d号栋幢室])/.exec(phones.rest.replace(/[\u4e00-\u9fff][^ ]*/g, m => ' '.repeat(m.length)))?.[1] ?? ''
  const rest = squeezed(postcode ? phones.rest.replace(postcode, ' ') : phones.rest)
  const region = regionIn(rest)
  const before = region ? rest.slice(0, region.at) : ''
  const after = region ? rest.slice(region.end) : rest
  const { street, name, doubt } = partsOf(tokens(before), tokens(after), labels.name, !region ? 'none' : after.startsWith(' ') ? 'apart' : 'joined')
  const found = region?.division
  const uncertain: Doubt[] = [
    ...(doubt ? [doubt] : []),
    ...(phones.phone === '' ? [{ field: 'phone' as const, code: 'phone-missing' }] : phones.phone.includes('*') ? [{ field: 'phone' as const, code: 'phone-masked' }] : []),
    ...(phones.others.length ? [{ field: 'phone' as const, code: 'two-phones', choices: [phones.phone, ...phones.others] }] : []),
    ...(region ? region.doubts : [{ field: 'province' as const, code: 'region-missing' }]),
    ...(street === '' ? [{ field: 'street' as const, code: 'street-missing' }] : []),
  ]
  return { name, phone: phones.phone, otherPhones: phones.others, province: found?.province ?? '', city: found?.city ?? '', district: found?.district ?? '', street, postcode, uncertain }
}

const narrow = (text: string) => text.slice(0, 1000).normalize('NFKC').replace(/[\p{Cc}\p{Cf}]/gu, c => (/[\n\r\t]/.test(c) ? ' ' : '')).replace(/[,;|、。\/\\]+/g, ' ')
const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim()
/** Pieces between gaps; the parts of a Latin name and single characters (周 杰) belong together. */
const tokens = (text: string) => text.split(' ').filter(Boolean).reduce<string[]>((all, next) => {
  const last = all.at(-1) ?? ''
  const together = (/^[A-Za-z.'-]+( [A-Za-z.'-]+)*$/.test(last) && /^[A-Za-z.'-]+$/.test(next)) || (/^[\u4e00-\u9fff]$/.test(last) && /^[\u4e00-\u9fff]{1,2}$/.test(next))
  return together ? [...all.slice(0, -1), /^[A-Za-z]/.test(next) ? `${last} ${next}` : last + next] : [...all, next]
}, [])

// ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const label = /(收货人|收件人|收貨人|联系人|姓名|买家|手机号码?|手机|联系电话|联系方式|电话号码|电话|收货地址|收件地址|详细地址|所在地区|所在地址|地区|地址|邮政编码|邮编|電話|手機|地址)(?:\s*[::]\s*|\s+(?=[\d+(]))/g

/** A label's word says what follows it up to the next label or gap; only a name needs that help. */
function labelled(text: string): { rest: string; name: string } {
  const name = /(?:收货人|收件人|收貨人|联系人|姓名|买家)\s*[::]\s*([^\s\d:]{1,20}?)(?=\s|\d|$|\(|\+|手机|电话|联系|地址|所在|收货地址|详细)/.exec(text)?.[1] ?? ''
  return { name, rest: (name ? text.replace(name, ' ') : text).replace(label, ' ') }
}

// ── phones ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const edge = String.raw`(?<![\d*])`
const kinds: { source: string; mobile: boolean }[] = [
  { mobile: true, source: String.raw`${edge}(?:\(?(?:\+|00)?86\)?[\s-]*)?(1[3-9](?:[\s-]?\d){9})(?:\s*(?:-|转|ext\.?)\s*(\d{2,6}))?(?!\d)` },
  { mobile: true, source: String.raw`${edge}(1[3-9]\d\*{4}\d{4})()(?!\d)` },
  { mobile: true, source: String.raw`${edge}((?:\+|00)?(?:852|853)[\s-]?\d{4}[\s-]?\d{4})()(?!\d)` },
  { mobile: true, source: String.raw`${edge}((?:(?:\+|00)?886[\s-]?0?|0)9\d{2}[\s-]?\d{3}[\s-]?\d{3})()(?!\d)` },
  { mobile: false, source: String.raw`${edge}(400[\s-]?\d{3}[\s-]?\d{4})()(?!\d)` },
  { mobile: false, source: String.raw`${edge}(?:(?:\+|00)?86[\s-]?)?(\(?0\d{2,3}\)?[\s-]?[2-9]\d{6,7})(?:\s*(?:-|转|ext\.?)\s*(\d{1,6}))?(?!\d)` },
]

/** Mobile numbers first; a platform's virtual number keeps its extension. */
function phonesIn(text: string): { phone: string; others: string[]; rest: string } {
  const found: { phone: string; mobile: boolean; at: number }[] = []
  let rest = text
  for (const { source, mobile } of kinds) rest = rest.replace(new RegExp(source, 'gi'), (whole, number: string, extension: string | undefined, at: number) => {
    const digits = mobile ? number.replace(/[\s-]/g, '') : number.replace(/[()\s]+/g, '-').replace(/^-|-$/g, '').replace(/-+/g, '-')
    found.push({ phone: extension ? `${digits}-${extension}` : digits, mobile, at })
    return ' '.repeat(whole.length)
  })
  const ordered = found.toSorted((a, b) => Number(b.mobile) - Number(a.mobile) || a.at - b.at)
  const unique = [...new Set(ordered.map(f => f.phone))]
  return { phone: unique[0] ?? '', others: unique.slice(1, 5), rest }
}

// ── region ───────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Region { at: number; end: number; division: Division; score: number; doubts: Doubt[] }
interface Hit { division: Division; end: number; full: boolean }

const byFirst = (of: readonly Division[]) => {
  const map = new Map<string, { name: string; division: Division; full: boolean }[]>()
  for (const division of of) division.names.forEach((name, i) => {
    const key = name.slice(0, 2)
    map.set(key, [...(map.get(key) ?? []), { name, division, full: i === 0 || /[省市区县旗州盟]$/.test(name) }])
  })
  for (const list of map.values()) list.sort((a, b) => b.name.length - a.name.length)
  return map
}
let index: Record<keyof Tree, ReturnType<typeof byFirst>> | undefined
/** Made at the first address, so that no start of the house waits for it. */
const listed = (kind: keyof Tree) => (index ??= { provinces: byFirst(divisions().provinces), cities: byFirst(divisions().cities), districts: byFirst(divisions().districts) })[kind]

/** Every division whose name stands at this place, the longest name first. */
const hitsAt = (text: string, at: number, kind: keyof Tree, fits: (d: Division) => boolean): Hit[] =>
  (listed(kind).get(text.slice(at, at + 2)) ?? []).filter(e => text.startsWith(e.name, at) && fits(e.division)).map(e => ({ division: e.division, end: at + e.name.length, full: e.full }))
const gap = (text: string, at: number) => { let end = at; while (/[\s\-·]/.test(text[end] ?? '')) end++; return end }

/** The best reading of a province, city and district in a row, wherever it begins; of equals the first. */
function regionIn(text: string): Region | undefined {
  let best: Region | undefined
  for (let at = 0; at < text.length; at++) for (const one of readingsAt(text, at)) if (!best || one.score > best.score) best = one
  return best
}

function readingsAt(text: string, at: number): Region[] {
  const starts = at === 0 || text[at - 1] === ' '
  const found: Region[] = []
  const [province] = hitsAt(text, at, 'provinces', () => true)
  if (province) {
    const below = lower(text, skipTwice(text, province.end, province.division.province), d => d.province === province.division.province, province.division)
    if (province.full || below.score > 0 || starts) found.push({ ...below, at, score: below.score + (province.full ? 4 : 3) })
    // 吉林市船营区 begins with the name of a province and is none: a city is tried as well.
    if (province.full) return found
  }
  for (const city of hitsAt(text, at, 'cities', () => true)) {
    const below = lowest(text, gap(text, city.end), d => d.province === city.division.province && d.city === city.division.city, city.division)
    if (city.full || below.score > 0 || (starts && below.end > city.end)) found.push({ ...below, at, score: below.score + (city.full ? 3 : 2) })
  }
  if (starts) {
    const named = hitsAt(text, at, 'districts', () => true).filter(h => h.full)
    const same = named.filter(h => h.end === named[0]?.end)
    if (same[0]) found.push({ at, end: same[0].end, score: 2, ...oneOf(same.map(h => h.division)) })
  }
  return found
}

/** 北京市北京市海淀区 and 浙江省 浙江省杭州市: what is said twice is read once. */
function skipTwice(text: string, end: number, province: string): number {
  const next = gap(text, end)
  return text.startsWith(province, next) && !divisions().cities.some(c => c.city === province) ? gap(text, next + province.length) : next
}

/** City and district after a province; a district right after it names its city. */
function lower(text: string, at: number, within: (d: Division) => boolean, above: Division): Omit<Region, 'at'> {
  const municipal = divisions().cities.some(c => c.province === above.province && c.city === above.province)
  const [city] = hitsAt(text, at, 'cities', within)
  const town = municipal ? { ...above, city: above.province } : undefined
  if (city && !(municipal && !city.full)) {
    const below = lowest(text, gap(text, city.end), d => within(d) && d.city === city.division.city, city.division)
    return { ...below, score: below.score + (city.full ? 3 : 2) }
  }
  if (town) return lowest(text, at, within, town)
  const [district] = hitsAt(text, at, 'districts', within)
  if (district?.full) {
    const same = hitsAt(text, at, 'districts', within).filter(h => h.end === district.end)
    return { end: district.end, score: 3, ...oneOf(same.map(h => h.division)) }
  }
  const [elsewhere] = hitsAt(text, at, 'cities', () => true).filter(h => h.full)
  if (elsewhere) {
    const below = lowest(text, gap(text, elsewhere.end), d => d.city === elsewhere.division.city, { ...elsewhere.division, province: above.province })
    return { ...below, division: { ...below.division, province: above.province }, doubts: [{ field: 'city', code: 'city-of-other-province', choices: [elsewhere.division.province] }, ...below.doubts] }
  }
  return { end: at, score: 0, division: above, doubts: [{ field: 'city', code: 'city-missing' }] }
}

/** The district after a city: of the list, or a word that looks like one (new and old districts, development zones). */
function lowest(text: string, at: number, within: (d: Division) => boolean, above: Division): Omit<Region, 'at'> {
  const hits = hitsAt(text, at, 'districts', within)
  const hit = hits.find(h => h.full) ?? hits.find(h => !/^[路街道大巷]/.test(text.slice(h.end)))
  if (hit) return { end: hit.end, score: hit.full ? 3 : 2, division: hit.division, doubts: hit.full ? [] : [{ field: 'district', code: 'district-short' }] }
  const looks = /^[\u4e00-\u9fff]{1,8}?(?:新区|开发区|高新区|产业园区|工业园区|区|县|旗)/.exec(text.slice(at))?.[0]
  if (looks && !/(小区|社区|校区|街区|厂区|院区|景区|[路街号])/.test(looks)) return { end: at + looks.length, score: 1, division: { ...above, district: looks }, doubts: [{ field: 'district', code: 'district-unknown' }] }
  const none = !divisions().districts.some(within)
  return { end: at, score: 0, division: above, doubts: none ? [] : [{ field: 'district', code: 'district-missing' }] }
}

/** Several places of one name (鼓楼区 is in five cities): none is taken, all are offered. */
function oneOf(all: readonly Division[]): Pick<Region, 'division' | 'doubts'> {
  const [first] = all
  if (all.length === 1 && first) return { division: first, doubts: [] }
  const same = new Set(all.map(d => d.province)).size === 1
  return {
    division: { province: same ? (first?.province ?? '') : '', city: '', district: first?.district ?? '', names: [] },
    doubts: [{ field: 'city', code: 'district-in-several-cities', choices: all.map(d => `${d.province} ${d.city}`).slice(0, 8) }],
  }
}

// ── name and street ──────────────────────────────────────────────────────────────────────────────────────────────────

const surnames = new Set('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀胥郁南班储原燕楚鄢劳谌'.split(''))
const compound = /^(欧阳|上官|司马|诸葛|司徒|东方|独孤|南宫|尉迟|皇甫|慕容|令狐|公孙|端木|夏侯|轩辕|闻人|宇文|长孙|呼延)/
const place = /[路街道巷弄号栋幢座室层村镇乡组队屯里苑园厦楼店城院校区县市省厂场站桥口湾港府轩阁]|小区|公司|大厦|单元|广场|驿站|快递柜|门卫|学校|医院|\d/
const title = /(先生|女士|小姐|老师|同学|经理|总|师傅|收)$/

/** How much a piece looks like a name; nought when it does not. */
function nameLikeness(token: string): number {
  const bare = token.replace(/[((]?收[))]?$/, '')
  if (/^[\u4e00-\u9fff]{1,2}\*{1,3}[\u4e00-\u9fff]?$/.test(bare)) return 3
  if (/^[A-Za-z][A-Za-z.'·\- ]{1,30}$/.test(bare)) return 2
  if (!/^[\u4e00-\u9fff·]{1,12}$/.test(bare)) return 0
  if (title.test(token) && bare.length <= 5) return 4
  if (bare.includes('·')) return 3
  const own = compound.test(bare) ? bare.length >= 3 && bare.length <= 4 : surnames.has(bare[0] ?? '') && bare.length >= 2 && bare.length <= 4
  if (own) return place.test(bare.slice(1)) ? 2 : 4
  return bare.length >= 2 && bare.length <= 4 && !place.test(bare) ? 1 : 0
}

/** Before the region stands a name or nothing; after it the street, and perhaps the name at its end. */
function partsOf(before: string[], after: string[], given: string, region: 'none' | 'apart' | 'joined'): { street: string; name: string; doubt?: Doubt } {
  const cleaned = (name: string) => name.replace(/\s*[((]?收[))]?$/, '')
  if (given) return { name: cleaned(given), street: streetOf(before.filter(t => nameLikeness(t) === 0), after) }
  const places = [...before.map((token, i) => ({ token, i, from: 'before' as const })), ...after.map((token, i) => ({ token, i, from: 'after' as const })).filter(t => region === 'none' || t.i > 0 || (region === 'apart' && nameLikeness(t.token) >= 4))]
  const likely = places.map(p => ({ ...p, score: nameLikeness(p.token) + (p.from === 'before' || p.i === after.length - 1 ? 0.5 : 0) })).filter(p => p.score >= 1).toSorted((a, b) => b.score - a.score || a.i - b.i)
  const [best] = likely
  if (!best) return { name: '', street: streetOf(before, after), doubt: { field: 'name', code: 'name-missing' } }
  const drop = (list: string[], from: 'before' | 'after') => list.filter((_, i) => !(best.from === from && best.i === i))
  const rival = likely.find(p => p !== best && p.score >= best.score - 0.5)
  const doubt: Doubt | undefined = best.score < 2 ? { field: 'name', code: 'name-guessed' } : rival ? { field: 'name', code: 'name-guessed', choices: [cleaned(best.token), cleaned(rival.token)] } : undefined
  return { name: cleaned(best.token), street: streetOf(drop(before, 'before'), drop(after, 'after')), ...(doubt && { doubt }) }
}

/** Pieces of a street stand together unless both ends are letters or digits. */
const streetOf = (before: readonly string[], after: readonly string[]) => [...after, ...before].reduce((all, next) => (all && /[A-Za-z0-9]$/.test(all) && /^[A-Za-z0-9]/.test(next) ? `${all} ${next}` : all + next), '').replace(/^[\s\-:]+/, '')
