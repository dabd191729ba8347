/** The thirteenth digit of an EAN-13 (GS1): with it every number sums up to a multiple of ten, every second digit counted three times. */
export const ean13 = (twelve: string): string => {
  if (!/^\d{12}$/.test(twelve)) throw new Error('an EAN-13 is made of twelve digits')
  const sum = [...twelve].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return `${twelve}${(10 - (sum % 10)) % 10}`
}
