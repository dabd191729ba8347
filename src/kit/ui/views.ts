import { createContext, type ComponentType } from 'react'

/** What a list tells whoever keeps its views: where it is, its address, and the columns left out. */
export interface ListViewsProps { page: string; search: string; hidden: readonly string[]; hide: (hidden: string[]) => void }
/** The keeper of views, given by the root: the kit knows no room. */
export const ListViews = createContext<ComponentType<ListViewsProps> | undefined>(undefined)
