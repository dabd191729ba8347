import { useEffect, useRef, useState } from 'react'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { words, type Text } from '../words.ts'
import { scans } from './scanner.ts'
import { watchFor } from './sight.ts'
import { useTongue } from './tongue.tsx'

const text = words({
  aim: ['把条码放进框里', '把條碼放進框裡', 'Hold the code into the frame'],
  again: ['{code} · 拿开再来，就再数一次', '{code} · 拿開再來，就再數一次', '{code} · move away to count again'],
  starting: ['相机正在打开…', '相機正在開啟…', 'The camera is opening…'],
  light: ['开灯', '開燈', 'Light'],
  close: ['关相机', '關相機', 'Close the camera'],
  insecure: ['相机只在 https:// 或本机地址下能用。请让 IT 用 HTTPS 打开单流。', '相機只在 https:// 或本機位址下能用。請讓 IT 用 HTTPS 開啟單流。', 'The camera works on https:// or localhost only. Ask IT to open Danliu by HTTPS.'],
  refused: ['浏览器不让用相机：点地址栏的锁，允许相机，再打开一次', '瀏覽器不讓用相機：點網址列的鎖，允許相機，再開啟一次', 'The browser does not allow the camera: tap the lock beside the address, allow it, and open it again'],
  missing: ['这台设备没有相机', '這台裝置沒有相機', 'This device has no camera'],
  busy: ['相机打不开，也许别的程序在用', '相機打不開，也許別的程式在用', 'The camera does not open; perhaps another program has it'],
  unread: ['读码的程序没有加载到，请检查网络再打开一次', '讀碼的程式沒有載入到，請檢查網路再開啟一次', 'The reader could not be loaded; check the network and open it again'],
})
const troubles: Record<string, Text> = { NotAllowedError: text.refused, SecurityError: text.refused, NotFoundError: text.missing, OverconstrainedError: text.missing }

/** What stands on goods and papers. */
const formats = ['EAN13', 'EAN8', 'UPCA', 'UPCE', 'Code128', 'Code39', 'Code93', 'ITF', 'QRCode', 'DataMatrix'] as const
/** A picture wider than this is no better read, only later. */
const widest = 1280

/** The torch is not in the types of the browser yet. */
type Lit = MediaTrackCapabilities & { torch?: boolean }
const shine = (track: MediaStreamTrack, torch: boolean) => track.applyConstraints({ advanced: [{ torch } as MediaTrackConstraintSet] })

/** Reads codes by the camera of the device; each goes the way of a scanner's. The reader is our own file and nothing leaves the device. */
export default function Camera({ close }: { close: () => void }) {
  const { t } = useTongue()
  const video = useRef<HTMLVideoElement>(null)
  const [trouble, setTrouble] = useState<Text>()
  const [last, setLast] = useState<string>()
  const [light, setLight] = useState<{ track: MediaStreamTrack; on: boolean }>()
  const [running, setRunning] = useState(false)

  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    void watch(video.current!, signal, { // it is drawn below
      ready: track => { setRunning(true); if ((track.getCapabilities?.() as Lit | undefined)?.torch) setLight({ track, on: false }) },
      found: code => { setLast(code); scans.add(code) },
    }).catch((error: unknown) => { if (!signal.aborted) setTrouble(error instanceof Unread ? text.unread : error instanceof Insecure ? text.insecure : troubles[error instanceof Error ? error.name : ''] ?? text.busy) })
    return () => leaving.abort()
  }, [])
  // A page out of sight has no eyes.
  useEffect(() => {
    const hide = () => { if (document.hidden) close() }
    document.addEventListener('visibilitychange', hide)
    return () => document.removeEventListener('visibilitychange', hide)
  }, [close])

  return (
    <section className="station-camera">
      {trouble ? <p role="alert">{t(trouble)}</p> : <><video ref={video} playsInline muted /><i className="aim" aria-hidden /></>}
      <p className="camera-says" role="status">{!trouble && (last ? t(text.again, { code: last }) : t(running ? text.aim : text.starting))}</p>
      <div className="camera-acts">
        {light && <button type="button" className="station-button" aria-pressed={light.on} onClick={() => void shine(light.track, !light.on).then(() => setLight({ ...light, on: !light.on }), () => setLight(undefined))}>{t(text.light)}</button>}
        <button type="button" className="station-button" onClick={close}>{t(text.close)}</button>
      </div>
    </section>
  )
}

class Insecure extends Error {}
class Unread extends Error {}

/** Opens the camera and looks at picture after picture until the signal. */
async function watch(video: HTMLVideoElement, signal: AbortSignal, tell: { ready: (track: MediaStreamTrack) => void; found: (code: string) => void }): Promise<void> {
  if (!navigator.mediaDevices) throw new Insecure()
  const reader = Promise.resolve(prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true })).catch(() => { throw new Unread() })
  reader.catch(() => {}) // told below, once the camera is there
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: widest }, height: { ideal: 720 } } })
  const stop = () => { for (const track of stream.getTracks()) track.stop() }
  if (signal.aborted) { stop(); return }
  signal.addEventListener('abort', stop)
  video.srcObject = stream
  await video.play()
  await reader
  tell.ready(stream.getVideoTracks()[0]!) // a video was asked for
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d', { willReadFrequently: true })! // every browser has it
  const look = watchFor()
  while (!signal.aborted) {
    const began = performance.now()
    // Only what the person sees: the picture is cut to the shape of its place on the page.
    const shape = video.clientWidth / Math.max(1, video.clientHeight)
    const [wide, high] = [Math.min(video.videoWidth, video.videoHeight * shape), Math.min(video.videoHeight, video.videoWidth / shape)]
    const scale = Math.min(1, widest / wide)
    canvas.width = wide * scale
    canvas.height = high * scale
    pen.drawImage(video, (video.videoWidth - wide) / 2, (video.videoHeight - high) / 2, wide, high, 0, 0, canvas.width, canvas.height)
    const found = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), { formats: [...formats], tryHarder: true, maxNumberOfSymbols: 8 })
    const code = look(found.filter(f => f.isValid && f.text).map(f => ({ text: f.text, offCentre: offCentre(Object.values(f.position), canvas), proven: f.format === 'QRCode' || f.format === 'DataMatrix' })), performance.now())
    if (code !== undefined && !signal.aborted) tell.found(code)
    // A slow phone shall still scroll: it looks half of the time at most.
    const took = performance.now() - began
    await new Promise(done => setTimeout(done, Math.max(60, took)))
  }
}

/** How far the middle of a code is from the middle of the picture, in parts of it. */
function offCentre(corners: readonly { x: number; y: number }[], { width, height }: { width: number; height: number }): number {
  const middle = (of: (corner: { x: number; y: number }) => number) => corners.reduce((sum, corner) => sum + of(corner), 0) / corners.length
  return Math.hypot(middle(c => c.x) / width - 0.5, middle(c => c.y) / height - 0.5)
}
