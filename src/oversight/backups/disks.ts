import fs from 'node:fs'
import path from 'node:path'

export interface Disk { where: string; free: number; all: number }

/** Each disk once, by the first place on it. */
export function disksOf(places: readonly string[]): Disk[] {
  const seen = new Set<number>()
  return places.flatMap(place => {
    const there = nearest(place)
    const { dev } = fs.statSync(there)
    if (seen.has(dev)) return []
    seen.add(dev)
    const { bavail, blocks, bsize } = fs.statfsSync(there)
    return [{ where: place, free: bavail * bsize, all: blocks * bsize }]
  })
}
const nearest = (place: string): string => (fs.existsSync(place) || place === path.dirname(place) ? place : nearest(path.dirname(place)))
