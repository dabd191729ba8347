/** `stations` loops side by side, each doing `one` `each` times; the 99th percentile of what one took, in ms. */
export async function race(stations: number, each: number, one: (station: number, i: number) => Promise<void>): Promise<number> {
  const took: number[] = []
  await Promise.all(Array.from({ length: stations }, async (_, station) => {
    for (let i = 0; i < each; i++) { const t0 = performance.now(); await one(station, i); took.push(performance.now() - t0) }
  }))
  return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)]!
}
