import { createContext, useContext } from 'react'
import type { Answer } from '#kit/ui/client.ts'
import type { whoAmI } from './contract.ts'

export type Me = Answer<typeof whoAmI>
export const MeContext = createContext<Me | undefined>(undefined)

/** Who is signed in. Within the frame somebody always is. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe outside of the frame')
  return me
}
