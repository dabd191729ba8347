import { expect, test } from 'vitest'
import { divisions, mayLieIn } from './divisions.ts'

test.each([
  ['浙江省', '杭州市'], ['浙江', '杭州'], ['上海市', '上海市'], ['北京', '市辖区'], ['重庆市', '县'], ['广西壮族自治区', '南宁市'], ['广西', '南宁'], ['内蒙古', '呼和浩特市'],
  ['湖北省', '仙桃市'], ['海南省', '五指山市'], ['江苏省', '昆山市'], ['新疆', '伊犁哈萨克自治州'], ['四川省', ''], ['香港特别行政区', ''], ['台湾省', ''], ['澳门', ''],
])('RV-1: %s %s is an address as people write it', (province, city) => expect(mayLieIn(province, city)).toBe(true))

test.each([['浙江省', '广州市'], ['上海市', '南京市'], ['火星省', '火星市'], ['广东', '成都']])('RV-1: %s %s is no address', (province, city) => expect(mayLieIn(province, city)).toBe(false))

test.each([['SP', 'sao paulo'], ['', ''], ['California', 'Los Angeles']])('RV-1: %s %s is not judged by the list of China', (province, city) => expect(mayLieIn(province, city)).toBeUndefined())

test('every city and district lies in its own province, by each of its spellings', () => {
  const wrong = [...divisions().cities, ...divisions().districts].flatMap(d => d.names.filter(name => !mayLieIn(d.province, name)).map(name => `${d.province} ${name}`))
  expect(wrong).toEqual([])
})
