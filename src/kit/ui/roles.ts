import { createContext, useContext } from 'react'

/** The roles of whoever is signed in, given by the root, so that rooms left of the people know what to offer. */
export const RolesContext = createContext<readonly string[]>([])
export const useRoles = () => useContext(RolesContext)
