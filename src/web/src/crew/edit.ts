import type { Draft, Step } from '../phone/step'
import { Problem } from '../platform/problem'
import type { CallView, PatientView } from '../platform/wire'
import { subjectOf } from './drafts'

/** What a crew may say of a patient. */
export type Known = Pick<PatientView, 'name' | 'age' | 'sex' | 'condition'>

/** The edits of this patient that wait, oldest first. */
export const editsOf = (patient: PatientView, steps: readonly Step[]): readonly Step[] =>
  steps.filter(step => step.thing === 'patients' && step.thingId === patient.id)

/** A patient as they will be when these edits are through: what is shown, and what the next edit begins from. */
export const edited = (patient: PatientView, edits: readonly Step[]): PatientView =>
  Object.assign({ ...patient }, ...edits.map(step => step.body))

/** The edit that makes this out of what was shown; null where it changes nothing. */
export function editDraft(call: Pick<CallView, 'id' | 'call_id'>, shown: PatientView, now: Known): Draft | null {
  const changed = (Object.keys(now) as (keyof Known)[]).filter(field => now[field] !== shown[field])
  if (changed.length === 0) return null
  return {
    subject: subjectOf(call.id),
    thing: 'patients',
    thingId: shown.id,
    action: 'edit_patient',
    name: call.call_id,
    method: 'PATCH',
    body: Object.fromEntries(changed.map(field => [field, now[field]])),
    clocked: false,
    seen: { version: shown.version, fields: Object.fromEntries(changed.map(field => [field, shown[field]])) },
  }
}

interface Way {
  /** What this device believes of the patient; undefined when it knows nothing of them any more. */
  known(): PatientView | undefined
  /** Asks the server what it has now. */
  read(): Promise<PatientView | undefined>
  send(version: number): Promise<unknown>
}

/** As often as others write between the reading and the sending; past that somebody has to look. */
const mostTries = 4

/**
 * Sends an edit against the version that was seen, or against a newer one when all that has changed since lies beside the fields that it
 * edits: one's own earlier steps do that, and the dispatcher who writes down the name while the crew writes down the age. The server
 * changes only the fields that are sent, so that both stand. Where both changed the same field its refusal (412) is thrown.
 */
export async function sendEdit(step: Step, { known, read, send }: Way): Promise<unknown> {
  const { seen } = step
  if (!seen) throw new Error('An edit without what was seen.')
  let version = versionFor(step, known()) ?? seen.version
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(version)
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.status !== 412 || attempt === mostTries) throw failure
      const newest = versionFor(step, await read())
      if (newest === null || newest === version) throw failure
      version = newest
    }
  }
}

/** The version of this patient if the edit may be made against it; null where somebody else has changed the same field to something else. */
function versionFor({ seen, body }: Step, patient: PatientView | undefined): number | null {
  if (!seen || !patient) return null
  const beside = Object.entries(seen.fields).every(([name, before]) => {
    const now = patient[name as keyof PatientView]
    return now === before || now === body[name]
  })
  return beside ? patient.version : null
}
