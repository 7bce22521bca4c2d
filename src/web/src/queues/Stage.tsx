import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { LeaveWhenSignedOut } from '../people/LeaveWhenSignedOut'
import { say } from '../platform/announce'
import { useOpen, useThings } from '../platform/live/useLive'
import type { DeskView, QueueView, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { asksOf } from './asks'
import { FollowingContext, useFollowing } from './following'
import { HandsContext, useHands, useNewHands } from './hands'
import { OverContext } from './over'
import { readLine } from './reads'
import type { News } from './room'
import { Rooms } from './rooms'
import { TicketForm } from './TicketForm'
import { TicketPanel } from './TicketPanel'
import { useRefusal } from './useRefusal'

interface Props {
  /** All queues, to be sent to. */
  queues: readonly QueueView[]
  /** Those that are followed; another choice of them is another stage. */
  followed: readonly QueueView[]
  /** At which desk; its view as it was last asked for. */
  desk?: DeskView
  children: ReactNode
}

/** A line for each queue that is followed, for as long as the screen is open; what it does, and what lies over it. */
export function Stage({ queues, followed, desk, children }: Props) {
  const speak = useRef<(news: News) => void>(() => {})
  const [rooms] = useState(() => new Rooms(followed, news => speak.current(news)))
  useSpeaking(speak, rooms)
  useOpen(rooms)
  const following = useMemo(() => ({ rooms, queues }), [rooms, queues])
  return (
    <FollowingContext value={following}>
      <LeaveWhenSignedOut socket={rooms} />
      <InHand desk={desk}>{children}</InHand>
    </FollowingContext>
  )
}

/** What is said beside the lists, and what is asked for again because of it. */
function useSpeaking(speak: { current: (news: News) => void }, rooms: Rooms) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const refusal = useRefusal()
  useEffect(() => {
    const further = async (queue: number) => {
      try {
        // Asked for once, however many go meanwhile.
        const first = await queries.fetchQuery({
          queryKey: ['line', queue],
          queryFn: ({ signal }) => readLine(queue, signal),
          staleTime: 5_000,
        })
        rooms.room(queue)?.fill(first)
      } catch (failure) {
        say(refusal(failure), 'refused')
      }
    }
    speak.current = news => {
      if (news.kind === 'worse') say(t('queue.news.worse', { number: news.ticket.number }), 'alarm')
      if (news.kind === 'emergency') say(t('queue.news.emergency', { number: news.ticket.number }), 'alarm')
      if (news.kind === 'few_left') void further(news.queue)
      if (news.kind === 'missed') void queries.invalidateQueries({ queryKey: ['missing'] })
      if (news.kind === 'state_changed') void queries.invalidateQueries({ queryKey: ['queues'] })
      if (news.kind === 'desk_changed') void queries.invalidateQueries({ queryKey: ['desks'] })
      if (news.kind === 'caught_up') {
        void queries.invalidateQueries()
        say(t('connection.back'))
      }
    }
  }, [t, queries, speak, rooms, refusal])
}

function InHand({ desk, children }: Pick<Props, 'children'> & { desk: DeskView | undefined }) {
  const { rooms } = useFollowing()
  const hands = useNewHands()
  const live = useThings(rooms.desks).find(one => one.id === desk?.id)
  const present = live && desk && live.version >= desk.version ? live : desk
  return (
    <HandsContext value={hands}>
      <Layers desk={present}>{children}</Layers>
    </HandsContext>
  )
}

function Layers({ desk, children }: Pick<Props, 'children'> & { desk: DeskView | undefined }) {
  const { press } = useHands()
  const [asked, setAsked] = useState<{ ticket: TicketView; action: string } | null>(null)
  const [open, setOpen] = useState<number | null>(null)
  const take = useCallback(
    (ticket: TicketView, action: string) => {
      if (asksOf(action).length > 0) setAsked({ ticket, action })
      else void press(ticket, action)
    },
    [press],
  )
  const over = useMemo(() => ({ take, show: setOpen, desk }), [take, desk])
  return (
    <OverContext value={over}>
      {children}
      {open !== null && <TicketPanel id={open} onClose={() => setOpen(null)} />}
      {asked && <TicketForm ticket={asked.ticket} action={asked.action} onClose={() => setAsked(null)} />}
    </OverContext>
  )
}
