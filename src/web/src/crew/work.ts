import { believed } from '../phone/predict'
import { useLifecycle, useRoom, useSteps } from '../phone/room'
import { useThings } from '../platform/live/useLive'
import type { CallView, ResponseView } from '../platform/wire'
import { usePicture } from './crew'
import { heardOf, subjectOf } from './drafts'
import { isOver, predictResponse } from './predict'

export interface Work {
  /** What the crew is on, as it will be when what waits was sent. */
  response: ResponseView | undefined
  call: CallView | undefined
  /** The work that ended last: its last tap may still be taken back. */
  recent: ResponseView | undefined
}

export function useWork(): Work {
  const { me } = useRoom()
  const picture = usePicture()
  const steps = useSteps()
  const lifecycle = useLifecycle('response')
  const calls = useThings(picture.calls)
  const mine = useThings(picture.responses)
    .map(response => {
      const own = [...believed(steps, heardOf(response.id)), ...believed(steps, subjectOf(response.call_id))]
      return predictResponse(response, own, lifecycle, me.permissions)
    })
    .toSorted((a, b) => Date.parse(b.assigned_at) - Date.parse(a.assigned_at))
  const aboard = (response: ResponseView) => response.crew.some(member => member.member === me.id && member.to_at === null)
  const response = mine.find(one => !isOver(one, lifecycle) && aboard(one) && calls.some(call => call.id === one.call_id))
  return {
    response,
    call: calls.find(call => call.id === response?.call_id),
    recent: mine.find(one => isOver(one, lifecycle)),
  }
}
