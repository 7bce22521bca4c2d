import { grave } from '../dispatch/asks'
import { isEnd, type Permissions, predict } from '../phone/predict'
import type { Step } from '../phone/step'
import type { LifecycleView, ResponseView, UnitView } from '../platform/wire'

/** A response as it will be when the server has taken the steps that wait. */
export const predictResponse = (
  response: ResponseView,
  steps: readonly Step[],
  lifecycle: LifecycleView | undefined,
  permissions: Permissions,
): ResponseView => predict(response, 'responses', steps, lifecycle, permissions, beside)

function beside({ change_pending }: ResponseView, { action, body: { hospital_id } }: Step): Partial<ResponseView> {
  return {
    ...(typeof hospital_id === 'number' ? { hospital_id } : {}),
    // Whoever acknowledges has seen the change too.
    change_pending: action === 'confirm_change' || action === 'acknowledge' ? null : change_pending,
  }
}

/** What a crew does when there is a reason to. */
export const aside: ReadonlySet<string> = new Set([...grave, 'stage'])

/** Whether a response in this state is over: nothing leads on from it. */
export const isOver = ({ state }: ResponseView, lifecycle: LifecycleView | undefined): boolean =>
  lifecycle === undefined ? ended.has(state) : isEnd(state, lifecycle)

/** Only until the lifecycles were read for the first time. */
const ended: ReadonlySet<string> = new Set(['CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED'])

/** A unit with the crew that has signed on or off without a network, and the hold that it set. */
export function predictUnit(unit: UnitView, steps: readonly Step[], me: { id: number; name: string }): UnitView {
  let now = unit
  for (const step of steps.filter(one => one.thing === 'units' && one.thingId === unit.id)) {
    const others = now.crew.filter(member => member.member !== me.id)
    if (step.action === 'sign_on') now = { ...now, crew: [...others, { member: me.id, name: me.name, certification: null, role: 'crew' }] }
    if (step.action === 'sign_off') now = { ...now, crew: others }
    if (step.action === 'hold')
      now = { ...now, hold: { reason: String(step.body.reason), until: typeof step.body.until === 'string' ? step.body.until : null } }
    if (step.action === 'release') now = { ...now, hold: null }
  }
  return now
}
