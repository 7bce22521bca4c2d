import { type QueryKey, queryOptions, useQuery } from '@tanstack/react-query'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { answered, api, pressed } from '../platform/api'
import { here } from '../platform/here'
import type { LiveSocket } from '../platform/live/socket'
import type { Stand } from '../platform/live/standing'
import { useStand } from '../platform/live/useLive'
import { Problem, problemOf } from '../platform/problem'
import { queries } from '../platform/queries'
import { sessionQuery } from '../platform/session'
import type { AlarmView, CallView, LifecycleView, Me, PatientView, ResponseView, UnitView } from '../platform/wire'
import { bounce } from './bounce'
import { sendEdit } from './edit'
import { forget, said, shelf } from './keep'
import { Outbox } from './outbox'
import type { CrewPicture } from './picture'
import type { PositionSharing } from './sharing'
import { bodyAt, type Draft, pathOf, type Step, subjectOf } from './step'

/** What every screen of the crew stands on. */
export interface Room {
  me: Me
  picture: CrewPicture
  outbox: Outbox
  socket: LiveSocket
  sharing: PositionSharing
}

export const RoomContext = createContext<Room | null>(null)

export function useRoom(): Room {
  const room = useContext(RoomContext)
  if (!room) throw new Error('useRoom outside of the crew page')
  return room
}

export function useSteps(): readonly Step[] {
  const { outbox } = useRoom()
  return useSyncExternalStore(outbox.subscribe, outbox.steps)
}

export function useOthersSteps(): number {
  const { outbox } = useRoom()
  return useSyncExternalStore(outbox.subscribe, outbox.others)
}

export const useStanding = (): Stand => useStand(useRoom().picture.standing)

export function useDispatchNumber(): string | null {
  const { picture } = useRoom()
  return useSyncExternalStore(picture.standing.subscribe, picture.dispatchNumber)
}

/** That a crew has heard waits for nothing that was refused on the same call: else it would ring for ever. */
const heard: ReadonlySet<string> = new Set(['acknowledge', 'confirm_change'])
export const heardOf = (response: number): string => `heard:${response}`

/** An answer that the device keeps: without a network the last one is given instead. */
export function keptQuery<T>(key: QueryKey, ask: (signal: AbortSignal) => Promise<T>) {
  const place = JSON.stringify(key)
  return queryOptions<T>({
    queryKey: ['crew', ...key],
    queryFn: async ({ signal }) => {
      try {
        const answer = await ask(signal)
        await said.put(place, answer)
        return answer
      } catch (failure) {
        const kept = problemOf(failure).passing ? await said.get<T>(place) : undefined
        if (kept === undefined) throw failure
        return kept
      }
    },
    networkMode: 'always',
    retry: false,
  })
}

/** The lifecycle of responses, as the server tells it: every button that is shown without a network follows from it. */
export function useLifecycle(): LifecycleView | undefined {
  const { data } = useQuery({
    ...keptQuery(['lifecycles'], signal => answered(api.GET('/api/lifecycles', { signal }))),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data?.find(one => one.name === 'response')
}

/** How long an answer is waited for; a line that swallows requests must not hold up the taps behind this one for ever. */
const patience = 20_000

/** The last positions are worth this, and no more: whoever goes home does not wait for them. */
const moment = () => new Promise(resolve => setTimeout(resolve, 5_000))

export function makeOutbox(picture: CrewPicture, sharing: PositionSharing, failed: (failure: unknown) => void): Outbox {
  return new Outbox(shelf, {
    key: () => pressed()['Idempotency-Key'],
    pressed: bounce.moved,
    send: async step => {
      // Another page of this phone may have been signed in as somebody else since.
      if (!here.is(step.user)) throw new Problem('unauthenticated', 401, 'Sign in first.')
      // Where the unit was is taken from its crew alone: after this they are none.
      if (step.action === 'sign_off') await Promise.race([sharing.flush().catch(failed), moment()])
      const method = (step.method === 'PATCH' ? api.PATCH : api.POST) as unknown as (path: string, init: object) => never
      const send = (version?: number) =>
        answered<unknown>(
          method(pathOf(step), {
            body: bodyAt(step, Date.now()),
            headers: { 'Idempotency-Key': step.key, ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) },
            signal: AbortSignal.timeout(patience),
          }),
        )
      try {
        return await (step.seen
          ? sendEdit(step, { known: () => patientOf(step, picture), read: () => readPatient(step, picture), send })
          : send())
      } catch (problem) {
        if (!isDone(step, problem)) throw problem
        return answered(api.GET('/api/responses/{id}', { params: { path: { id: step.thingId } } }))
      }
    },
    settle: (step, answer) => {
      if (step.thing === 'responses') picture.responses.put(answer as ResponseView)
      if (step.thing === 'patients') picture.putPatient(callOf(step), answer as PatientView)
      if (step.thing === 'calls' && step.action === 'patients') picture.calls.put(answer as CallView)
      if (step.thing === 'units' && step.action === 'distress') picture.alarms.put(answer as AlarmView)
      else if (step.thing === 'units' && step.action !== 'checks') picture.units.put(answer as UnitView)
      if (step.action === 'checks') void queries.invalidateQueries({ queryKey: ['crew', 'checklist', step.thingId] })
      if (step.action === 'notes') void queries.invalidateQueries({ queryKey: ['crew', 'notes', step.thingId] })
    },
    refused: step => void readAnew(step, picture),
    failed,
  })
}

/** Two phones of one crew tap the same: whoever comes second wanted what already is. */
function isDone({ thing, action, body }: Step, problem: unknown): boolean {
  if (thing !== 'responses' || !(problem instanceof Problem) || problem.code !== 'wrong_state') return false
  const lifecycle = queries.getQueryData<LifecycleView[]>(['crew', 'lifecycles'])?.find(one => one.name === 'response')
  const row = lifecycle?.steps.find(one => one.action === action)
  return heard.has(action) || (Object.keys(body).length === 0 && row?.to != null && row.to === problem.facts.state)
}

const patientOf = ({ thingId }: Step, picture: CrewPicture): PatientView | undefined =>
  picture.calls
    .all()
    .flatMap(call => call.patients)
    .find(one => one.id === thingId)

const callOf = ({ subject }: Step): number => Number(subject.replace('call:', ''))

async function readPatient(step: Step, picture: CrewPicture): Promise<PatientView | undefined> {
  picture.calls.put(await answered(api.GET('/api/calls/{id}', { params: { path: { id: callOf(step) } } })))
  return patientOf(step, picture)
}

/** After a refusal what is shown was wrong: the server says what holds. */
async function readAnew(step: Step, picture: CrewPicture): Promise<void> {
  const call = callOf(step)
  try {
    if (step.thing === 'responses')
      picture.responses.put(await answered(api.GET('/api/responses/{id}', { params: { path: { id: step.thingId } } })))
    if (Number.isSafeInteger(call)) picture.calls.put(await answered(api.GET('/api/calls/{id}', { params: { path: { id: call } } })))
  } catch (failure) {
    // Without an answer the refusal stands as it is; the socket brings the rest.
    if (!(failure instanceof Problem)) throw failure
  }
}

export const responseDraft = (response: ResponseView, action: string, body: Draft['body'] = {}): Draft => ({
  subject: heard.has(action) ? heardOf(response.id) : subjectOf(response.call_id),
  thing: 'responses',
  thingId: response.id,
  action,
  name: response.call,
  method: 'POST',
  body,
  // A way back is not a tap of its own: the server reckons its minute from when it had the tap.
  clocked: action !== 'undo',
})

export const unitDraft = (unit: UnitView, action: string, body: Draft['body'] = {}): Draft => ({
  subject: action === 'distress' ? `distress:${unit.id}` : `unit:${unit.id}`,
  thing: 'units',
  thingId: unit.id,
  action,
  name: unit.unit_number,
  method: 'POST',
  body,
  clocked: action !== 'hold' && action !== 'release',
  urgent: action === 'distress',
})

export const callDraft = (call: CallView, action: 'notes' | 'patients', body: Draft['body']): Draft => ({
  subject: subjectOf(call.id),
  thing: 'calls',
  thingId: call.id,
  action,
  name: call.call_id,
  method: 'POST',
  body,
  clocked: action === 'notes',
})

const rememberedMe = 'me'

/** How long a start waits for the server before it goes on with what the device knows. */
const startPatience = 4_000

/**
 * Who is here. Without a network it is whoever was here last: what they see is theirs, and what they tap is sent once the server knows
 * them again.
 */
export async function whoIsHere(): Promise<Me | null> {
  if (here.isLeaving()) return null
  const known = queries.getQueryData(sessionQuery.queryKey)
  if (known !== undefined && known !== null) return remember(known)
  const last = await said.get<Me>(rememberedMe)
  // Somebody else may have signed in on another page of this browser since.
  const remembered = last && here.is(last.id) ? last : undefined
  try {
    const asked = queries.fetchQuery({ ...sessionQuery, retry: false, networkMode: 'always' })
    const me = await (remembered ? Promise.race([asked, tooLong()]) : asked)
    if (me === null) return null
    here.enter(me.id)
    return await remember(me)
  } catch (failure) {
    if (!remembered || !problemOf(failure).passing) throw failure
    queries.setQueryData(sessionQuery.queryKey, remembered)
    return remembered
  }
}

const tooLong = () =>
  new Promise<never>((_, reject) => setTimeout(() => reject(new Problem('unreachable', 0, 'The server did not answer.')), startPatience))

async function remember(me: Me): Promise<Me> {
  const before = await said.get<Me>(rememberedMe)
  if (before?.id !== me.id) await forget()
  await said.put(rememberedMe, me)
  return me
}
