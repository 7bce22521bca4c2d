import { useEffect, useRef } from 'react'
import { say } from '../platform/announce'
import { type Keys, typing, useKeys } from '../platform/keys'
import type { DeskView, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { keyOf } from './asks'
import { useFollowing } from './following'
import { useHands } from './hands'
import { useOver } from './over'
import { presentAt } from './tickets'

/** The desk by keys alone. What a key acts on is looked up when it is pressed: a picture behind it may be a moment old. */
export function useDeskKeys(desk: DeskView, more: Keys): void {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const { next, turn, undo } = useHands()
  const { take } = useOver()

  const present = (): TicketView | undefined => presentAt(rooms.tickets.all(), desk.id)
  const takeBack = () => void undo(desk.id)
  const press = (action: string) => () => {
    const ticket = present()
    if (!ticket) say(t('queue.nobody_here'))
    else if (ticket.actions.includes(action)) take(ticket, action)
    else say(t('queue.not_now', { action: t(`queue.action.${action}`), state: t(`queue.state.${ticket.state}`) }))
  }
  const callNext = () => {
    const ticket = present()
    if (ticket) say(t('queue.busy', { number: ticket.number }))
    else void next(desk.id)
  }
  const doneAndNext = () => {
    const ticket = present()
    if (!ticket) callNext()
    else if (ticket.actions.includes('complete')) void next(desk.id, ticket)
    else say(t('queue.not_begun', { number: ticket.number }))
  }
  const turnTo = (action: string) => () => {
    if (desk.actions.includes(action)) void turn(desk, action)
  }

  useKeys({
    ...Object.fromEntries(Object.entries(keyOf).map(([action, key]) => [key, press(action)])),
    ...more,
    ' ': callNext,
    n: callNext,
    enter: doneAndNext,
    u: takeBack,
    o: turnTo('open'),
  })

  // Ctrl+Z is what hands know; a field that is being typed in keeps it.
  const latest = useRef(takeBack)
  useEffect(() => {
    latest.current = takeBack
  })
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.repeat) return
      if (typing(event.target) || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}
