import { createContext, useContext } from 'react'
import type { MessageInstance } from 'antd/es/message/interface.js'

/** A line that says what was done, and goes by itself. */
export const MessageContext = createContext<MessageInstance | undefined>(undefined)
export const useMessage = (): MessageInstance => {
  const message = useContext(MessageContext)
  if (!message) throw new Error('useMessage outside of ThemeProvider')
  return message
}
