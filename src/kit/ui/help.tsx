import { Modal } from 'antd'
import { Keys, useShortcutList } from './keys.tsx'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

/** Every key that works on the page now. Fetched when it is first opened. */
export default function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTongue()
  const list = useShortcutList()
  return <Modal open={open} onCancel={onClose} title={t(text.help)} footer={null} width={520}><ul className="help">{list.map(s => <li key={s.keys}><span>{t(s.what)}</span><Keys keys={s.keys} /></li>)}</ul></Modal>
}
