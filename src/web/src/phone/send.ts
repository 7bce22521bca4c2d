import { answered, api, pressed } from '../platform/api'
import { here } from '../platform/here'
import { Problem } from '../platform/problem'
import { bounce } from './bounce'
import { shelf } from './keep'
import { Outbox, type Way } from './outbox'
import { lifecycleOf } from './room'
import { bodyAt, pathOf, type Step } from './step'

/** How long an answer is waited for; a line that swallows requests must not hold up the taps behind this one for ever. */
const patience = 20_000

/** Sends one step, an edit against this version. */
export function send(step: Step, version?: number): Promise<unknown> {
  const method = (step.method === 'PATCH' ? api.PATCH : api.POST) as unknown as (path: string, init: object) => never
  return answered<unknown>(
    method(pathOf(step), {
      body: bodyAt(step, Date.now()),
      headers: { 'Idempotency-Key': step.key, ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) },
      signal: AbortSignal.timeout(patience),
    }),
  )
}

/** Two phones tap the same, or one thing follows from another: whoever comes second wanted what already is. */
export function isThere({ action, body }: Step, problem: unknown, lifecycle: string): boolean {
  if (!(problem instanceof Problem) || problem.code !== 'wrong_state') return false
  const row = lifecycleOf(lifecycle)?.steps.find(one => one.action === action)
  return Object.keys(body).length === 0 && row?.to != null && row.to === problem.facts.state
}

/** How one kind of phone sends, and what it makes of the answers. */
export type Ways = Pick<Way, 'send' | 'settle' | 'refused'>

export const makeOutbox = (ways: Ways, failed: (failure: unknown) => void): Outbox =>
  new Outbox(shelf, {
    ...ways,
    send: async step => {
      // Another page of this phone may have been signed in as somebody else since.
      if (!here.is(step.user)) throw new Problem('unauthenticated', 401, 'Sign in first.')
      return ways.send(step)
    },
    key: () => pressed()['Idempotency-Key'],
    pressed: bounce.moved,
    failed,
  })
