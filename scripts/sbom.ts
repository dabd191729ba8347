import fs from 'node:fs'
import path from 'node:path'

interface Locked { version: string; license?: string; integrity?: string; resolved?: string; dev?: boolean; hasInstallScript?: boolean }
export interface Part extends Locked { name: string }

/** Every package of the lockfile, as it is installed. */
export function parts(root = path.join(import.meta.dirname, '..')): Part[] {
  const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }
  return Object.entries(packages).filter(([at]) => at !== '').map(([at, locked]) => ({ ...locked, name: at.replace(/^.*node_modules\//, '') }))
}

/** Licences that fit beside Apache-2.0 without asking; another one is weighed by a person first. */
export const fitting = ['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'MPL-2.0', 'MIT AND OFL-1.1', 'MIT AND Apache-2.0', '(MIT OR CC0-1.0)', 'BlueOak-1.0.0', 'Unlicense', 'CC0-1.0', 'Python-2.0']

/** CycloneDX 1.6 of what the program needs to run. */
export const bill = (all: readonly Part[]) => ({
  bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: { type: 'application', name: 'danliu', licenses: [{ license: { id: 'Apache-2.0' } }] } },
  components: all.filter(p => !p.dev).map(p => ({
    type: 'library', name: p.name, version: p.version, purl: `pkg:npm/${p.name.replace('@', '%40')}@${p.version}`, ...(p.license && { licenses: [{ expression: p.license }] }),
    ...(p.integrity?.startsWith('sha512-') && { hashes: [{ alg: 'SHA-512', content: Buffer.from(p.integrity.slice(7), 'base64').toString('hex') }] }),
  })),
})

if (import.meta.main) console.log(JSON.stringify(bill(parts()), null, 1))
