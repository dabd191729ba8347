import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import { tongueNames, tongues, type Tongue } from '../words.ts'
import { Keys } from './keys.tsx'
import { useNames } from './dictionary.tsx'
import { useLooks, type Density, type Shade } from './theme.tsx'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

/** What opens behind one's own name: who one is, the tongue, the shade and the density. Fetched when it is first opened. */
export default function AccountPanel({ person, roles, onHelp, children }: { person: string; roles: readonly string[]; onHelp: () => void; children: ReactNode }) {
  const { t, tongue, speak } = useTongue()
  const { shade, setShade, density, setDensity } = useLooks()
  const name = useNames()
  return (
    <div className="account-panel">
      <div className="account-who"><b>{person}</b><span className="soft">{roles.map(name).join(' · ')}</span></div>
      <label><span>{t(text.language)}</span><Segmented<Tongue> value={tongue} onChange={speak} options={tongues.map(value => ({ value, label: tongueNames[value] }))} /></label>
      <label><span>{t(text.shade)}</span><Segmented<Shade> value={shade} onChange={setShade} options={[{ value: 'light', label: t(text.light) }, { value: 'dark', label: t(text.dark) }, { value: 'system', label: t(text.system) }]} /></label>
      <label><span>{t(text.density)}</span><Segmented<Density> value={density} onChange={setDensity} options={[{ value: 'calm', label: t(text.calm) }, { value: 'close', label: t(text.close) }]} /></label>
      <button type="button" className="nav-link" onClick={onHelp}>{t(text.help)} <Keys keys="?" /></button>
      {children}
    </div>
  )
}
