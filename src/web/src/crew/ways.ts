import { isThere, send, type Ways } from '../phone/send'
import type { PositionSharing } from '../phone/sharing'
import type { Step } from '../phone/step'
import { answered, api } from '../platform/api'
import { Problem } from '../platform/problem'
import { queries } from '../platform/queries'
import type { AlarmView, CallView, PatientView, ResponseView, UnitView } from '../platform/wire'
import { heard } from './drafts'
import { sendEdit } from './edit'
import type { CrewPicture } from './picture'

/** The last positions are worth this, and no more: whoever goes home does not wait for them. */
const moment = () => new Promise(resolve => setTimeout(resolve, 5_000))

/** How the crew's steps are sent, and what their answers are to its picture. */
export const crewWays = (picture: CrewPicture, sharing: PositionSharing, failed: (failure: unknown) => void): Ways => ({
  send: async step => {
    // Where the unit was is taken from its crew alone: after this they are none.
    if (step.action === 'sign_off') await Promise.race([sharing.flush().catch(failed), moment()])
    try {
      return await (step.seen
        ? sendEdit(step, {
            known: () => patientOf(step, picture),
            read: () => readPatient(step, picture),
            send: version => send(step, version),
          })
        : send(step))
    } catch (problem) {
      if (step.thingId === null || !isDone(step, problem)) throw problem
      return readResponse(step.thingId)
    }
  },
  settle: (step, answer) => {
    if (step.thing === 'responses') picture.responses.put(answer as ResponseView)
    if (step.thing === 'patients') picture.putPatient(callOf(step), answer as PatientView)
    if (step.thing === 'calls' && step.action === 'patients') picture.calls.put(answer as CallView)
    if (step.thing === 'units' && step.action === 'distress') picture.alarms.put(answer as AlarmView)
    else if (step.thing === 'units' && step.action !== 'checks') picture.units.put(answer as UnitView)
    if (step.action === 'checks') void queries.invalidateQueries({ queryKey: ['phone', 'checklist', step.thingId] })
    if (step.action === 'notes') void queries.invalidateQueries({ queryKey: ['phone', 'notes', step.thingId] })
  },
  refused: step => void readAnew(step, picture),
})

/** Two phones of one crew tap the same: whoever comes second wanted what already is. */
const isDone = (step: Step, problem: unknown): boolean =>
  step.thing === 'responses' &&
  (isThere(step, problem, 'response') || (heard.has(step.action) && problem instanceof Problem && problem.code === 'wrong_state'))

const readResponse = (id: number): Promise<ResponseView> => answered(api.GET('/api/responses/{id}', { params: { path: { id } } }))

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
    if (step.thing === 'responses' && step.thingId !== null) picture.responses.put(await readResponse(step.thingId))
    if (Number.isSafeInteger(call)) picture.calls.put(await answered(api.GET('/api/calls/{id}', { params: { path: { id: call } } })))
  } catch (failure) {
    // Without an answer the refusal stands as it is; the socket brings the rest.
    if (!(failure instanceof Problem)) throw failure
  }
}
