import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { LeaveWhenSignedOut } from '../people/LeaveWhenSignedOut'
import { Today } from '../people/Today'
import { say } from '../platform/announce'
import { Gather } from '../platform/gather'
import { LiveSocket } from '../platform/live/socket'
import { useOpen } from '../platform/live/useLive'
import { useUser } from '../platform/session'
import { sound } from '../platform/sounds'
import { useTranslation } from '../platform/words/useTranslation'
import { alarmText } from './alarms'
import { Board, type News } from './board'
import { placeOf } from './callOrder'
import { type Desk, DeskContext } from './desk'
import { keptIntake } from './intake'
import { Pins } from './pins'
import { followPins, sharePins } from './sharedPins'
import { warningsKey } from './Warnings'

interface Props {
  /** A second window of the same desk: it shows, and leaves speaking and ringing to the first. */
  quiet?: boolean
  children: ReactNode
}

/** What a dispatcher watches, for whom it is; others see what is theirs instead of a line that never connects. */
export function Watched(props: Props) {
  const user = useUser()
  return user?.permissions['dispatch.watch'] ? <Watching {...props} /> : <Today />
}

/** One socket for as long as the page is open. */
function Watching({ quiet = false, children }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const speak = useRef<(news: News) => void>(() => {})
  const [desk] = useState<Desk>(() => {
    const board = new Board(news => speak.current(news))
    return { board, socket: new LiveSocket('/ws/dispatchers/', board.receive), intake: null, pins: new Pins() }
  })

  useEffect(() => {
    // Only what is drawn is asked for again; the rest is when it is drawn next.
    const changed = new Gather(ids => {
      for (const id of ids) void queries.invalidateQueries({ queryKey: ['call', id] })
    })
    speak.current = news => {
      if (news.kind === 'call_changed') changed.add(news.id)
      if (news.kind === 'warnings_changed') void queries.invalidateQueries({ queryKey: warningsKey })
      if (news.kind === 'caught_up') void queries.invalidateQueries()
      if (quiet) return
      if (news.kind === 'caught_up') say(t('connection.back'))
      if (news.kind === 'new_call') {
        const { priority, emergency_type, location } = news.call
        sound('new_call')
        say(
          t('alarm.new_call', { priority: t(`priority.${priority}`), type: t(`type.${emergency_type}`), address: placeOf(location) }),
          priority === 'CRITICAL' ? 'alarm' : 'done',
        )
      }
      if (news.kind === 'needs_unit') {
        sound('needs_unit')
        say(t('alarm.needs_unit_again', { call: news.call.call_id, address: placeOf(news.call.location) }), 'alarm')
      }
      if (news.kind === 'message') {
        sound('message')
        say(t('alarm.message', { call: news.call.call_id, units: news.call.units.map(unit => unit.unit_number).join(', ') }), 'alarm')
      }
      if (news.kind === 'alarm') say(alarmText(news.alarm, t), 'alarm')
    }
    return () => changed.stop()
  }, [t, queries, quiet])

  useOpen(desk.socket)
  useEffect(() => (quiet ? followPins(desk.pins) : sharePins(desk.pins)), [desk, quiet])

  // What somebody else was typing at this desk is not kept for whoever sits down next.
  const user = useUser()?.id
  useEffect(() => {
    if (user !== undefined) keptIntake(user)
  }, [user])

  return (
    <DeskContext value={desk}>
      <LeaveWhenSignedOut socket={desk.socket} />
      {children}
    </DeskContext>
  )
}
