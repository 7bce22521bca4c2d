import { useNavigate, useSearch } from '@tanstack/react-router'
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { LiveSocket } from '../platform/live/socket'
import type { BoardSearch } from '../routes'
import type { Board, Standing } from './board'
import type { Draft } from './callDraft'

export interface Desk {
  board: Board
  socket: LiveSocket
  /** The call that is being taken: looking at another one meanwhile must not lose it. It ends with the page, as does the session. */
  intake: { draft: Draft; key: { 'Idempotency-Key': string } } | null
}

export const DeskContext = createContext<Desk | null>(null)

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('useDesk outside of the board page')
  return desk
}

export function useStanding(): Standing {
  const { board } = useDesk()
  return useSyncExternalStore(board.subscribe, board.state)
}

/** What is chosen on the board, and the moves that change it. */
export function useChoice() {
  const search = useSearch({ from: '/board' })
  const navigate = useNavigate({ from: '/board' })
  const go = useCallback(
    (change: BoardSearch, push = false) => {
      void navigate({ search: before => ({ ...before, ...change }), replace: !push, resetScroll: false })
    },
    [navigate],
  )
  return { search, go }
}
