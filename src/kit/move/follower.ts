import { postgresUrl, startPostgres, type Postgres } from '../postgres/launcher.ts'
import { noteIn } from './note.ts'

/** Goes after a company that is carried to another home while this process works with it; `leave` lets go of the servers it was followed to. */
export function followerOf(home: string, company: string, log: (line: string) => void) {
  const servers: Postgres[] = []
  let at = home
  let going: Promise<string | 'moving' | undefined> | undefined
  const look = async (): Promise<string | 'moving' | undefined> => {
    const note = noteIn(at, company)
    if (note?.stage === 'switching') return 'moving'
    if (note?.stage !== 'moved') return undefined
    const server = await startPostgres({ home: note.to, log })
    servers.push(server)
    at = note.to
    log(`company ${company} lives in ${note.to} now`)
    return postgresUrl(server)
  }
  return {
    /** Many are refused at once; one goes and looks for all of them. */
    whereTo: () => (going ??= look().finally(() => { going = undefined })),
    async leave(): Promise<void> { for (const server of servers.splice(0)) await server.stop() },
  }
}
