import path from 'node:path'
import { text } from 'node:stream/consumers'
import { Worker, isMainThread } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { RawAnswer, RawAsk } from './raw.ts'

/** The process that sets what somebody wrote in Typst. Its second thread watches the memory: the first computes and cannot. */
if (isMainThread) {
  const most = Number(process.argv[2]) * 1024 * 1024
  new Worker(`setInterval(() => { if (process.memoryUsage.rss() > ${most}) process.kill(process.pid, 'SIGKILL') }, 20)`, { eval: true }).unref()
  const ask = JSON.parse(await text(process.stdin)) as RawAsk
  process.stdout.write(JSON.stringify(set(ask)), () => process.exit(0))
}

function set({ source, fontDirs, workspace, papers }: RawAsk): RawAnswer {
  const typst = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: fontDirs }] })
  const give = (name: string, content: string) => typst.mapShadow(path.join(workspace, name), Buffer.from(content))
  const main = path.join(workspace, 'main.typ'), pdfs: string[] = [], pages: number[] = []
  give('main.typ', source)
  for (const { values, lists, bars, dots } of papers) {
    give('paper.json', JSON.stringify({ values, lists }))
    give('codes.json', JSON.stringify({ bars, dots }))
    const result = typst.compile({ mainFilePath: main })
    if (result.hasError() || !result.result) {
      const error = result.takeError()
      const [first] = (error ? typst.fetchDiagnostics(error) : []) as { message?: string; path?: string; range?: { start?: { line?: number } } }[]
      // Where the folder lies is nobody's business.
      return { fault: (first?.message ?? 'no document').replaceAll(workspace, '').slice(0, 200), line: first?.path === main ? (first.range?.start?.line ?? -1) + 1 : 0 }
    }
    pages.push(result.result.numOfPages)
    pdfs.push(typst.pdf(result.result, { pdfTags: false, creationTimestamp: 0 }).toString('base64'))
    typst.evictCache(0)
  }
  return { pdfs, pages }
}
