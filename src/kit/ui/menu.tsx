import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

/** The navigation of a narrow screen, from the left. Fetched when it is first opened. */
export default function Menu({ open, onClose, children }: { open: boolean; onClose: () => void; children: ReactNode }) {
  const { t } = useTongue()
  return <Drawer open={open} onClose={onClose} placement="left" size={264} closable={false} styles={{ body: { padding: 0 } }} title={null} aria-label={t(text.menu)}>{children}</Drawer>
}
