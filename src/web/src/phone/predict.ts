import type { LifecycleView } from '../platform/wire'
import type { Step } from './step'

/** What a lifecycle moves, as views have it: its stamps stand in it under their own names. */
export interface Moving {
  id: number
  state: string
  state_since: string
  actions: readonly string[]
}

type Row = LifecycleView['steps'][number]
export type Permissions = Readonly<Record<string, unknown>>

/** The steps that the server has not answered yet, up to the first that it refused. */
export function believed(steps: readonly Step[], subject: string): readonly Step[] {
  const own = steps.filter(step => step.subject === subject)
  const refused = own.findIndex(step => step.refused)
  return refused < 0 ? own : own.slice(0, refused)
}

/**
 * A thing as it will be when the server has taken the steps that wait: by the lifecycle's own table, so that the next buttons are there
 * without a network and no rule is written a second time. Without such steps it is what the server said, actions and all.
 * @param kind As the steps call it.
 * @param beside What a step changes besides state and stamp.
 */
export function predict<T extends Moving>(
  thing: T,
  kind: string,
  steps: readonly Step[],
  lifecycle: LifecycleView | undefined,
  permissions: Permissions,
  beside: (now: T, step: Step) => Partial<T> = () => ({}),
): T {
  const own = steps.filter(step => step.thing === kind && step.thingId === thing.id)
  if (own.length === 0 || !lifecycle) return thing
  let now = thing
  for (const step of own) {
    const row = lifecycle.steps.find(one => one.action === step.action)
    if (row?.from.includes(now.state)) now = { ...after(now, step, row, lifecycle), ...beside(now, step) }
  }
  const taken = new Set(own.map(step => step.action))
  return { ...now, actions: actionsIn(now, lifecycle, permissions, thing.actions, taken) }
}

function after<T extends Moving>(thing: T, step: Step, row: Row, lifecycle: LifecycleView): T {
  const { states, steps } = lifecycle
  const to = row.to ?? thing.state
  const back = states.indexOf(to) < states.indexOf(thing.state)
  // On a way back (a second destination) the stamps beyond it are made anew.
  const beyond = (state: string | null) => state !== null && states.indexOf(state) > states.indexOf(to) && !isEnd(state, lifecycle)
  const anew = back ? steps.flatMap(one => (one.stamp !== null && beyond(one.to) ? [one.stamp] : [])) : []
  return {
    ...thing,
    ...Object.fromEntries(anew.map(stamp => [stamp, null])),
    ...(row.stamp === null ? {} : { [row.stamp]: step.madeAt }),
    ...(to === thing.state ? {} : { state: to, state_since: step.madeAt }),
  }
}

const stampOf = (thing: Moving, { stamp }: Row): unknown => (stamp === null ? null : (thing as unknown as Record<string, unknown>)[stamp])

function actionsIn(
  thing: Moving,
  { steps }: LifecycleView,
  permissions: Permissions,
  offered: readonly string[],
  taken: ReadonlySet<string>,
): string[] {
  const possible = steps.filter(row => {
    if (row.permission === null || !(row.permission in permissions) || !row.from.includes(thing.state)) return false
    // What neither leads on nor stamps depends on more than the state: the server offered it, or it did not. A waiting step is taken back here.
    if (row.to === null && row.stamp === null) return row.action !== 'undo' && offered.includes(row.action) && !taken.has(row.action)
    // A button that only stamps is pressed once.
    return (row.to !== null && row.to !== thing.state) || stampOf(thing, row) === null
  })
  return [...new Set(possible.map(row => row.action))]
}

/**
 * The next step of the way: the nearest state ahead that the server's actions reach, in the order of the lifecycle.
 * @param aside Steps that are taken when there is a reason to, not because they come next: they never are the one big button.
 */
export function nextStep(
  { state, actions }: Pick<Moving, 'state' | 'actions'>,
  lifecycle: LifecycleView | undefined,
  aside: ReadonlySet<string>,
): string | null {
  if (!lifecycle) return null
  const order = (word: string) => lifecycle.states.indexOf(word)
  const ahead = lifecycle.steps.filter(
    row => actions.includes(row.action) && row.to !== null && row.stamp !== null && order(row.to) >= order(state) && !aside.has(row.action),
  )
  return ahead.toSorted((a, b) => order(a.to ?? '') - order(b.to ?? ''))[0]?.action ?? null
}

/** Whether nothing leads on from this state. */
export const isEnd = (state: string, { steps }: LifecycleView): boolean => !steps.some(row => row.to !== null && row.from.includes(state))
