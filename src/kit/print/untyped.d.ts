declare module 'qrcode' {
  const qrcode: { create(text: string, options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' }): { modules: { size: number; data: Uint8Array } } }
  export default qrcode
}
declare module 'fontkit' {
  export interface Font { characterSet: number[]; familyName: string; unitsPerEm: number; glyphForCodePoint(code: number): { advanceWidth: number } }
  export function openSync(file: string): Font
}
