import { memo, useSyncExternalStore } from 'react'
import { useThing } from '../platform/live/useLive'
import { TargetTimer } from '../platform/TargetTimer'
import type { CallView, Interval, Priority } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useDesk } from './desk'
import { awaitedSince, measuredBy } from './targets'

/** How long a call has waited for somebody to be there, against the response that its priority should have. */
export const CallTarget = memo(({ call, named }: { call: CallView; named?: boolean }) => (
  <Mark interval="response" priority={call.priority} since={awaitedSince(call)} named={named} />
))

/** How a unit on its way to a call stands against turnout or travel. */
export const UnitTarget = memo(({ callId, unitId, named }: { callId: number | null; unitId: number; named?: boolean }) => {
  const { board } = useDesk()
  const call = useThing(board.calls, callId)
  const response = call?.units.findLast(unit => unit.unit_id === unitId)
  const measured = response && measuredBy(response)
  return call && measured ? <Mark interval={measured.interval} priority={call.priority} since={measured.since} named={named} /> : null
})

function Mark({
  interval,
  priority,
  since,
  named = false,
}: {
  interval: Interval
  priority: Priority
  since: string | null
  named: boolean | undefined
}) {
  const { t } = useTranslation()
  const { board } = useDesk()
  const seconds = useSyncExternalStore(board.standing.subscribe, () => board.target(interval, priority))
  return since !== null && seconds !== null ? (
    <TargetTimer since={since} seconds={seconds} name={t(`target.${interval}`)} named={named} />
  ) : null
}
