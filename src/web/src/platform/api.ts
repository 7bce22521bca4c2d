import createClient from 'openapi-fetch'
import { learnServerTime } from './clock'
import { readProblem, unreachable } from './problem'
import type { paths } from './schema'

/** The server's own routes, typed from its own document; the session travels in a cookie that scripts cannot read. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' })

api.use({
  onResponse: ({ response }) => {
    learnServerTime(response.headers.get('date'))
  },
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The answer's body; a refusal or a missing answer is thrown as a `Problem`. */
export async function answered<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await asked
  } catch {
    throw unreachable()
  }
  if (!answer.response.ok) throw readProblem(answer.response.status, answer.error)
  return answer.data as T
}

/**
 * One key for one press of a button: however often the request is repeated, it takes effect once. Its 128 bits are drawn by
 * `getRandomValues`, since browsers have `randomUUID` only on https and on localhost.
 */
export function pressed(): { 'Idempotency-Key': string } {
  const bits = crypto.getRandomValues(new Uint8Array(16))
  return { 'Idempotency-Key': Array.from(bits, byte => byte.toString(16).padStart(2, '0')).join('') }
}

/** Whoever pressed a key waits no longer for its answer; what came of it then, the line shows. */
const patience = 20_000

/**
 * Takes an action that the server offered in `actions`. The route follows from the thing and the word, so that a new action of the
 * server needs no new code here.
 */
export async function act<T>(
  thing:
    | 'calls'
    | 'responses'
    | 'units'
    | 'alarms'
    | 'pre-alerts'
    | 'hospitals'
    | 'queues'
    | 'desks'
    | 'tickets'
    | 'appointments'
    | 'places'
    | 'trips'
    | 'offers'
    | 'services'
    | 'clients',
  id: number,
  action: string,
  body: object,
): Promise<T> {
  const route = `/api/${thing}/${id}/${action.replaceAll('_', '-')}`
  const post = api.POST as unknown as (path: string, init: object) => Promise<Answer<T>>
  return answered(post(route, { body, headers: pressed(), signal: AbortSignal.timeout(patience) }))
}
