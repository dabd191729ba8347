import { Input, Modal } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTongue } from './tongue.tsx'
import { text } from './words.ts'

/** Asks once more before something that is felt, and for the reason that the log keeps. The button says the act, not "OK". */
export function ConfirmWithReason({ open, title, act, danger, least = 2, busy, trouble, children, onCancel, onConfirm }: {
  open: boolean; title: ReactNode; act: string; danger?: boolean; /** Characters of the reason; 0 asks for none. */ least?: number; busy?: boolean; trouble?: ReactNode; children?: ReactNode
  onCancel: () => void; onConfirm: (reason: string) => void
}) {
  const { t } = useTongue()
  const [reason, setReason] = useState('')
  const [touched, touch] = useState(false)
  const short = [...reason.trim()].length < least
  const confirm = () => { touch(true); if (!short) onConfirm(reason.trim()) }
  return (
    <Modal open={open} title={title} okText={act} cancelText={t(text.cancel)} okButtonProps={{ danger: !!danger }} confirmLoading={!!busy} onOk={confirm} onCancel={onCancel} destroyOnHidden width={460} afterClose={() => { setReason(''); touch(false) }}>
      {children}
      {least > 0 && <label className="field"><span>{t(text.reason)}</span>
        <Input.TextArea autoFocus value={reason} maxLength={200} rows={3} status={touched && short ? 'error' : ''} onChange={e => setReason(e.target.value)} onPressEnter={e => { if ((e.ctrlKey || e.metaKey) && !busy) confirm() }} />
        {touched && short && <em className="bad">{t(text.reasonMissing, { least })}</em>}
      </label>}
      {trouble}
    </Modal>
  )
}
