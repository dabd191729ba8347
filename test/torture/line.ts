import net from 'node:net'

/** A line to a server that lets everything through until it is told otherwise. */
export interface Line {
  port: number
  /** Holds back whatever is said in either direction, also by those who come now, and ends none of the lines: as a network that is torn. */
  hold(): void
  goOn(): void
  /** Waits until somebody sends these words to the server; they do not get there, and nothing after them on that line. */
  hear(words: string, patienceMs: number): Promise<boolean>
  close(): void
}

export function openLine(to: number): Promise<Line> {
  const sockets = new Set<net.Socket>()
  let isHeld = false
  let ear: { words: string; heard: () => void } | undefined
  const server = net.createServer(caller => {
    const onward = net.connect(to, 'localhost')
    for (const socket of [caller, onward]) {
      const other = socket === caller ? onward : caller
      sockets.add(socket.setNoDelay())
      let isCut = false
      socket.on('error', () => {}).on('close', () => { sockets.delete(socket); other.destroy() })
      socket.on('data', piece => {
        if (socket === caller && ear && piece.includes(ear.words)) { isCut = true; ear.heard() }
        if (!isCut && !other.write(piece)) { socket.pause(); other.once('drain', () => { if (!isHeld) socket.resume() }) }
      })
      if (isHeld) socket.pause()
    }
  })
  return new Promise((done, fail) => server.once('error', fail).listen(0, 'localhost', () => done({
    port: (server.address() as net.AddressInfo).port,
    hold() { isHeld = true; for (const socket of sockets) socket.pause() },
    goOn() { isHeld = false; for (const socket of sockets) socket.resume() },
    hear: (words, patienceMs) => new Promise(tell => {
      const end = (was: boolean) => { clearTimeout(timer); ear = undefined; tell(was) }
      const timer = setTimeout(() => end(false), patienceMs)
      ear = { words, heard: () => end(true) }
    }),
    close() { server.close(); for (const socket of sockets) socket.destroy() },
  })))
}
