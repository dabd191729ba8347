import type { MouseEvent } from 'react'

let last = { at: -Infinity, x: 0, y: 0 }

/**
 * One press of a button is one act: the second half of a double click goes nowhere, whatever has come under the finger since the first.
 * Put on the frame of a page as `onClickCapture`. A button pressed by key is not meant.
 */
export function onePress(event: MouseEvent): void {
  if (event.detail === 0 || !(event.target instanceof Element) || !event.target.closest('button')) return
  const echo = event.timeStamp - last.at < 500 && Math.hypot(event.clientX - last.x, event.clientY - last.y) < 24
  last = { at: event.timeStamp, x: event.clientX, y: event.clientY }
  if (!echo) return
  event.preventDefault()
  event.stopPropagation()
}
