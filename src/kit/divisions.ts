import list from './divisions.json' with { type: 'json' }

/** A province, city or district of China with every way people write it, the fullest first. */
export interface Division { province: string; city: string; district: string; names: readonly string[] }

/** Municipalities and counties under a province directly have no city of their own in the list. */
const noCity = /^(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/
const peoples = /(?:壮族|回族|维吾尔|满族|蒙古族|土家族|苗族|彝族|藏族|羌族|布依族|侗族|哈尼族|傣族|白族|景颇族|傈僳族|朝鲜族|哈萨克|柯尔克孜|蒙古|瑶族|黎族|畲族|仡佬族|水族|各族|纳西族|佤族|拉祜族|撒拉族|土族|达斡尔族|锡伯|塔吉克|东乡族|保安族|裕固族|仫佬族|毛南族|独龙族|怒族|普米族|布朗族|鄂温克族|鄂伦春|俄罗斯族)+/

const provinceNames = (p: string) => spellings(p, [p.replace(/(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/, ''), p.replace(/(壮族|回族|维吾尔)自治区$/, '自治区'), p.replace(/(壮族|回族|维吾尔)?自治区$/, '省')])
const cityNames = (c: string) => spellings(c, [c.replace(/(市|地区|盟|自治州)$/, ''), c.replace(/自治州$/, '州').replace(peoples, ''), c.replace(/自治州$/, '').replace(peoples, '')])
const districtNames = (d: string) => spellings(d, [d.replace(peoples, '').replace(/自治(县|旗)$/, '$1'), d.replace(/(区|县|市|旗)$/, '')])
const spellings = (full: string, others: readonly string[]) => [full, ...new Set(others)].filter((n, i) => i === 0 || (n.length >= 2 && n !== full))

export interface Tree { provinces: Division[]; cities: Division[]; districts: Division[] }
let tree: Tree | undefined
/** Every division, spelt out at the first call. */
export const divisions = (): Tree => (tree ??= spelt())

function spelt(): Tree {
  const made: Tree = { provinces: [], cities: [], districts: [] }
  for (const [province, cities] of Object.entries(list)) addProvince(made, province, cities)
  return made
}

function addProvince(into: Tree, province: string, cities: Record<string, string>): void {
  into.provinces.push({ province, city: '', district: '', names: provinceNames(province) })
  for (const [given, districts] of Object.entries(cities)) {
    const municipal = /^(市辖区|县)$/.test(given)
    const city = municipal ? province : noCity.test(given) ? '' : given
    if (city && !into.cities.some(c => c.province === province && c.city === city)) into.cities.push({ province, city, district: '', names: municipal ? [city] : cityNames(city) })
    for (const district of districts.split(' ').filter(Boolean)) {
      // 仙桃市, 五指山市 stand right below their province: they are the city of an address.
      if (city) into.districts.push({ province, city, district, names: districtNames(district) })
      else into.cities.push({ province, city: district, district: '', names: cityNames(district) })
    }
  }
}

/** Whether a city can lie in a province, both as people write them. `undefined`: not written in Chinese, so not to be judged by this list. */
export function mayLieIn(province: string, city: string): boolean | undefined {
  if (!/\p{Script=Han}/u.test(province)) return undefined
  const found = placesByProvince().get(province.trim())
  if (!found) return false
  const place = city.trim()
  return place === '' || noCity.test(place) || found.has(place)
}

let places: Map<string, Set<string>> | undefined
/** Every spelling of a province → every spelling of what lies in it; a county may stand in the place of its city. */
const placesByProvince = (): Map<string, Set<string>> => places ??= new Map(divisions().provinces.flatMap(({ province, names }) => {
  const inside = new Set([...names, ...[...divisions().cities, ...divisions().districts].filter(d => d.province === province).flatMap(d => d.names)])
  return names.map(name => [name, inside] as const)
}))
