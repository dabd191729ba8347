/** What a station says without being looked at. Each is told apart by rhythm and pitch, also by somebody who hears little. */
export type Signal = 'right' | 'wrong' | 'over' | 'stopped' | 'done' | 'waiting'
const tunes: Record<Signal, readonly (readonly [hertz: number, ms: number])[]> = {
  right: [[1320, 70]],
  done: [[880, 90], [1320, 90], [1760, 140]],
  wrong: [[220, 260], [180, 260]],
  over: [[520, 90], [0, 50], [520, 90], [0, 50], [520, 90]],
  stopped: [[880, 150], [440, 150], [880, 150], [440, 150], [880, 150], [440, 150]],
  waiting: [[660, 60], [0, 60], [660, 60]],
}
let audio: AudioContext | undefined

/** Browsers let sound begin only after a touch or key; a scan is one. */
export function sound(signal: Signal): void {
  try {
    audio ??= new AudioContext()
    void audio.resume()
    let at = audio.currentTime + 0.01
    for (const [hertz, ms] of tunes[signal]) {
      if (hertz > 0) {
        const tone = audio.createOscillator(), volume = audio.createGain()
        tone.type = signal === 'wrong' || signal === 'stopped' ? 'square' : 'sine'
        tone.frequency.value = hertz
        volume.gain.setValueAtTime(0.25, at)
        volume.gain.exponentialRampToValueAtTime(0.001, at + ms / 1000)
        tone.connect(volume).connect(audio.destination)
        tone.start(at)
        tone.stop(at + ms / 1000)
      }
      at += ms / 1000
    }
  } catch { /* a device without sound still shows the colour */ }
  navigator.vibrate?.(signal === 'right' ? 40 : signal === 'done' ? [40, 40, 40] : [180, 80, 180])
}
