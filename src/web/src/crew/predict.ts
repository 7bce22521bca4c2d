import type { LifecycleView, ResponseState, ResponseView, UnitView } from '../platform/wire'
import type { Step } from './step'

type Row = LifecycleView['steps'][number]
type Permissions = Readonly<Record<string, unknown>>

/** The steps that the server has not answered yet, up to the first that it refused. */
export function believed(steps: readonly Step[], subject: string): readonly Step[] {
  const own = steps.filter(step => step.subject === subject)
  const refused = own.findIndex(step => step.refused)
  return refused < 0 ? own : own.slice(0, refused)
}

/**
 * A response as it will be when the server has taken the steps that wait: by the lifecycle's own table, so that the next buttons are there
 * without a network and no rule is written a second time. Without such steps it is what the server said, actions and all.
 */
export function predict(
  response: ResponseView,
  steps: readonly Step[],
  lifecycle: LifecycleView | undefined,
  permissions: Permissions,
): ResponseView {
  const own = steps.filter(step => step.thing === 'responses' && step.thingId === response.id)
  if (own.length === 0 || !lifecycle) return response
  let now = response
  for (const step of own) {
    const row = lifecycle.steps.find(one => one.action === step.action)
    if (row?.from.includes(now.state)) now = after(now, step, row, lifecycle)
  }
  const taken = new Set(own.map(step => step.action))
  return { ...now, actions: actionsIn(now, lifecycle, permissions, response.actions, taken) }
}

function after(response: ResponseView, step: Step, row: Row, { states, steps }: LifecycleView): ResponseView {
  const to = (row.to ?? response.state) as ResponseState
  const back = states.indexOf(to) < states.indexOf(response.state)
  // On a way back (a second destination) the stamps beyond it are made anew.
  const anew = back
    ? steps.filter(one => one.stamp !== null && one.to !== null && states.indexOf(one.to) > states.indexOf(to)).map(one => one.stamp)
    : []
  const hospital = step.body.hospital_id
  return {
    ...response,
    ...Object.fromEntries(anew.filter(stamp => stamp !== 'ended_at' && stamp !== 'cleared_at').map(stamp => [stamp, null])),
    ...(row.stamp === null ? {} : { [row.stamp]: step.madeAt }),
    ...(to === response.state ? {} : { state: to, state_since: step.madeAt }),
    ...(typeof hospital === 'number' ? { hospital_id: hospital } : {}),
    // Whoever acknowledges has seen the change too.
    change_pending: step.action === 'confirm_change' || step.action === 'acknowledge' ? null : response.change_pending,
  }
}

const stampOf = (response: ResponseView, { stamp }: Row): unknown => (stamp === null ? null : response[stamp as keyof ResponseView])

function actionsIn(
  response: ResponseView,
  { steps }: LifecycleView,
  permissions: Permissions,
  offered: readonly string[],
  taken: ReadonlySet<string>,
): string[] {
  const possible = steps.filter(row => {
    if (row.permission === null || !(row.permission in permissions) || !row.from.includes(response.state)) return false
    // What neither leads on nor stamps depends on more than the state: the server offered it, or it did not. A waiting step is taken back here.
    if (row.to === null && row.stamp === null) return row.action !== 'undo' && offered.includes(row.action) && !taken.has(row.action)
    // A button that only stamps is pressed once.
    return (row.to !== null && row.to !== response.state) || stampOf(response, row) === null
  })
  return [...new Set(possible.map(row => row.action))]
}

/** Steps that a crew takes when there is a reason to, not because they come next: they never are the one big button. */
const detours = new Set(['stage'])

/** The next step of the way: the nearest state ahead that the server's actions reach, in the order of the lifecycle. */
export function nextStep(
  { state, actions }: ResponseView,
  lifecycle: LifecycleView | undefined,
  grave: ReadonlySet<string>,
): string | null {
  if (!lifecycle) return null
  const order = (word: string) => lifecycle.states.indexOf(word)
  const ahead = lifecycle.steps.filter(
    row =>
      actions.includes(row.action) &&
      row.to !== null &&
      row.stamp !== null &&
      order(row.to) >= order(state) &&
      !grave.has(row.action) &&
      !detours.has(row.action),
  )
  return ahead.toSorted((a, b) => order(a.to ?? '') - order(b.to ?? ''))[0]?.action ?? null
}

/** Whether a response in this state is over: nothing leads on from it. */
export const isOver = ({ state }: ResponseView, lifecycle: LifecycleView | undefined): boolean =>
  lifecycle === undefined ? ended.has(state) : !lifecycle.steps.some(row => row.to !== null && row.from.includes(state))

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
