import { useLocation, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { createContext, useCallback, useContext, useEffect } from 'react'
import type { LiveSocket } from '../platform/live/socket'
import type { Stand } from '../platform/live/standing'
import { useStand } from '../platform/live/useLive'
import type { BoardSearch } from '../routes'
import type { Board } from './board'
import type { Intake } from './intake'
import type { Pins } from './pins'
import { hearChoice, shareChoice } from './sharedChoice'

export interface Desk {
  board: Board
  socket: LiveSocket
  /** The call that is being taken: looking at another one meanwhile must not lose it. */
  intake: Intake | null
  pins: Pins
}

export const DeskContext = createContext<Desk | null>(null)

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('useDesk outside of the board page')
  return desk
}

export const useStanding = (): Stand => useStand(useDesk().board.standing)

/** Follows what another window of this desk chose. */
export function useSharedChoice(from: '/board' | '/map') {
  const navigate = useNavigate({ from })
  useEffect(
    () => hearChoice(choice => void navigate({ search: before => ({ ...before, ...choice }), replace: true, resetScroll: false })),
    [navigate],
  )
}

/** What is chosen on the board, and the moves that change it. */
export function useChoice() {
  const search: BoardSearch = useSearch({ strict: false })
  return { search, ...useMoves() }
}

/** The chosen unit alone, for who need not be drawn again with every other choice. */
export const useChosenUnit = (): number | undefined => useSearch({ strict: false, select: ({ unit }: BoardSearch) => unit })

/** What stands beside the calls. */
export const useShownList = (): BoardSearch['list'] => useSearch({ strict: false, select: ({ list }: BoardSearch) => list })

/** The moves alone. `open` is a step of the history where it shows the details, so that going back hides them again. */
export function useMoves() {
  const router = useRouter()
  const from = useLocation({ select: ({ pathname }) => (pathname === '/map' ? '/map' : '/board') })
  const navigate = useNavigate({ from })
  const go = useCallback(
    (change: BoardSearch | ((before: BoardSearch) => BoardSearch), push = false) => {
      void navigate({
        search: before => {
          const after = { ...before, ...(typeof change === 'function' ? change(before) : change) }
          shareChoice(after)
          return after
        },
        replace: !push,
        resetScroll: false,
      })
    },
    [navigate],
  )
  const open = useCallback(
    (change: BoardSearch) => go(change, (router.state.location.search as BoardSearch).panel === undefined),
    [go, router],
  )
  return { go, open }
}
