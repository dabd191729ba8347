import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { root } from '#kit/root.ts'

/** The floor of `print`: a template written by hand, compiled and nothing else. */
const { workspace } = workerData as { workspace: string }
const fonts = path.join(root, 'node_modules/@expo-google-fonts/noto-sans-sc')
const typst = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: [path.join(fonts, '400Regular'), path.join(fonts, '700Bold')] }] })

parentPort!.on('message', async (labels: object[]) => { // a worker always has a parent
  typst.mapShadow(path.join(workspace, 'labels.json'), Buffer.from(JSON.stringify(labels)))
  const paper = typst.compile({ mainFilePath: path.join(workspace, 'bare.typ') }).result!
  if (paper.numOfPages !== labels.length) throw new Error('the floor is no floor')
  typst.pdf(paper, { pdfTags: false, creationTimestamp: 0 })
  typst.evictCache(0)
  await new Promise(turn => setImmediate(turn))
  parentPort!.postMessage('done')
})
