import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useMemo, useState } from 'react'
import { say } from '../platform/announce'
import { act, answered, api } from '../platform/api'
import { inTurn } from '../platform/inTurn'
import { type Problem, problemOf } from '../platform/problem'
import type { DeskView, PressView, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useFollowing } from './following'
import { useRefusal } from './useRefusal'

/** What a person does here, one thing after the other: a key that is pressed twice has done it once. */
export interface Hands {
  /** The key that is under way, by the name of its action; null when none is. */
  busy: string | null
  /** A key of one ticket. Answers the problem, or null when it was done. */
  press: (ticket: Pick<TicketView, 'id' | 'number'>, action: string, body?: object) => Promise<Problem | null>
  /** Calls this one to a desk, out of turn. */
  call: (ticket: Pick<TicketView, 'id' | 'number'>, desk: number) => Promise<Problem | null>
  /** Calls whoever is next to a desk, after completing whom it has where that is said. */
  next: (desk: number, completing?: TicketView) => Promise<Problem | null>
  /** Opens, rests or closes a desk. */
  turn: (desk: DeskView, action: string) => Promise<Problem | null>
  /** Takes a press back, with all that it did. */
  undo: (desk: number, press?: PressView) => Promise<Problem | null>
}

export const HandsContext = createContext<Hands | null>(null)

export function useHands(): Hands {
  const hands = useContext(HandsContext)
  if (!hands) throw new Error('useHands outside of a screen of queues')
  return hands
}

export const deedsKey = (desk: number) => ['deeds', desk] as const

export const readDeeds = (desk: number, signal?: AbortSignal) =>
  answered(api.GET('/api/desks/{id}/deeds', { params: { path: { id: desk } }, ...(signal ? { signal } : {}) }))

/** What one screen has in its hands. Nothing is shown before the server has answered: whom it calls, only it knows. */
export function useNewHands(): Hands {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const queries = useQueryClient()
  const refusal = useRefusal()
  const [busy, setBusy] = useState<string | null>(null)
  const [turns] = useState(inTurn<Problem | null>)

  return useMemo(() => {
    const word = (action: string) => t(`queue.action.${action}`, { defaultValue: action.replaceAll('_', ' ') })

    /**
     * @param send Does it, and answers what is said of it.
     * @param which What tells it from another of its kind.
     */
    const once = (action: string, about: string, send: () => Promise<string>, which = about): Promise<Problem | null> =>
      turns(`${action} ${which}`, async () => {
        setBusy(action)
        try {
          say(await send())
          return null
        } catch (failure) {
          const problem = problemOf(failure)
          const what = about === '' ? word(action) : `${word(action)}, ${about}`
          say(t('action.refused', { action: what, reason: refusal(problem) }), 'refused')
          return problem
        } finally {
          setBusy(null)
          void queries.invalidateQueries({ queryKey: ['deeds'] })
        }
      })

    const done = (action: string, number: string) => t(`queue.deed.${action}`, { number, defaultValue: `${word(action)}: ${number}` })

    return {
      busy,
      press: ({ id, number }, action, body = {}) =>
        once(action, number, async () => {
          rooms.take(await act<TicketView>('tickets', id, action, body))
          return done(action, number)
        }),
      call: ({ id, number }, desk) =>
        once('call', number, async () => {
          rooms.take(await act<TicketView>('tickets', id, 'call', { desk_id: desk }))
          return done('call', number)
        }),
      next: (desk, completing) =>
        once(completing ? 'complete_and_call_next' : 'call_next', '', async () => {
          const called = await act<TicketView | undefined>('desks', desk, completing ? 'complete_and_call_next' : 'call_next', {})
          if (completing) rooms.leave(completing)
          if (called) rooms.take(called)
          const next = called ? done('call', called.number) : t(shutIn(rooms) ? 'queue.nobody_called' : 'queue.nobody')
          return completing ? `${done('complete', completing.number)}. ${next}` : next
        }),
      turn: (desk, action) =>
        once(`desk_${action}`, desk.name, async () => {
          rooms.takeDesk(await act<DeskView>('desks', desk.id, action, {}))
          void queries.invalidateQueries({ queryKey: ['desks'] })
          return t(`queue.desk_done.${action}`, { desk: desk.name, defaultValue: desk.name })
        }),
      undo: (desk, press) =>
        once(
          'undo',
          '',
          async () => {
            // Whoever else is at the line may have done something since: what is meant is said, and nothing else is taken back.
            const presses = await queries.fetchQuery({
              queryKey: deedsKey(desk),
              queryFn: ({ signal }) => readDeeds(desk, signal),
              staleTime: 0,
            })
            const wanted = presses.find(({ id, last }) => last && (press === undefined || press.id === id))
            const first = wanted?.deeds[0]
            if (!wanted || !first) return t(press === undefined ? 'queue.nothing_to_undo' : 'queue.undo_too_late')
            const seen = wanted.deeds.flatMap(({ ticket_id }) => rooms.ticket(ticket_id) ?? [])
            const back = await act<TicketView>('tickets', first.ticket_id, 'undo', { press_id: wanted.id })
            // The other one of the key goes back as well; where to, the news say, which may be here before this answer.
            for (const ticket of seen) rooms.leave(ticket)
            rooms.take(back)
            return t('queue.taken_back', { what: wanted.deeds.map(({ action, number }) => done(action, number)).join(', ') })
          },
          `${desk} ${press?.id ?? ''}`,
        ),
    }
  }, [t, rooms, queries, refusal, busy, turns])
}

/** Whether somebody waits where nobody can be called: the line is paused, or shut. */
const shutIn = (rooms: ReturnType<typeof useFollowing>['rooms']): boolean =>
  rooms.rooms.some(room => {
    const status = room.stands()
    return (
      status !== null &&
      (status.state === 'PAUSED' || status.state === 'CLOSED') &&
      room.tickets.all().some(({ state }) => state === 'WAITING')
    )
  })
