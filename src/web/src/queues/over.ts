import { createContext, useContext } from 'react'
import type { DeskView, TicketView } from '../platform/wire'

/** What lies over a screen of queues, and the ways to it. */
interface Over {
  /** Takes an action, or opens the form that it needs. */
  take: (ticket: TicketView, action: string) => void
  /** Opens what is known of somebody. */
  show: (ticket: number | null) => void
  /** The desk that this screen stands at, if any: whom one chooses can be called there. */
  desk: DeskView | undefined
}

export const OverContext = createContext<Over | null>(null)

export function useOver(): Over {
  const over = useContext(OverContext)
  if (!over) throw new Error('useOver outside of a screen of queues')
  return over
}
