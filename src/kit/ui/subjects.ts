import { createContext } from 'react'

/** Where things of each kind (order, parcel …) have their pages, given by the root, so that rooms to their left can lead there. */
export const SubjectPlaces = createContext<Readonly<Record<string, (id: string) => string>>>({})
