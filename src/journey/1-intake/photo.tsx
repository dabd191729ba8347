const taken = ['image/jpeg', 'image/png', 'image/webp']
const mostBytes = 4 * 1024 * 1024
const mostSide = 2400

/** A photo as the house takes it: what a phone makes (large, or of a kind it does not know) becomes a smaller JPEG here. */
export async function smallPhoto(file: File): Promise<File> {
  if (taken.includes(file.type) && file.size <= mostBytes) return file
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, mostSide / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const made = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/jpeg', 0.85))
  if (!made) throw new Error('the photo cannot be read')
  return new File([made], file.name.replace(/\.\w+$/, '.jpg'), { type: 'image/jpeg' })
}
