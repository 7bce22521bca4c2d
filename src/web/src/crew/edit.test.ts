import { expect, it } from 'vitest'
import type { Step } from '../phone/step'
import { Problem } from '../platform/problem'
import type { PatientView } from '../platform/wire'
import { editDraft, edited, sendEdit } from './edit'

const patient = (differing: Partial<PatientView> = {}): PatientView =>
  ({ id: 4, version: 3, name: null, age: null, sex: null, condition: 'Chest pain', ...differing }) as PatientView

const edit: Step = {
  id: 1,
  user: 5,
  subject: 'call:7',
  thing: 'patients',
  thingId: 4,
  action: 'edit_patient',
  name: 'CALL-0000002A',
  method: 'PATCH',
  body: { condition: 'STEMI' },
  clocked: false,
  seen: { version: 3, fields: { condition: 'Chest pain' } },
  key: 'key-1',
  madeAt: '2026-03-01T12:00:00Z',
  tried: true,
  refused: null,
}

/** A server with one patient, whom others may change right after a reading. */
function set(known: PatientView | undefined, server: PatientView, meanwhile: PatientView[] = []) {
  const sent: number[] = []
  let now = server
  const way = {
    known: () => known,
    read: async () => {
      const read = now
      now = meanwhile.shift() ?? now
      return read
    },
    send: async (version: number) => {
      sent.push(version)
      if (version !== now.version) throw new Problem('stale', 412, 'Somebody else has changed this.')
      return { ...now, ...edit.body, version: version + 1 }
    },
  }
  return { sent, answer: sendEdit(edit, way) }
}

it('sends against what was seen, or what is known when only other fields have changed', async () => {
  const first = set(patient(), patient())
  expect(await first.answer).toMatchObject({ condition: 'STEMI', version: 4 })
  const later = set(patient({ version: 5, age: 61 }), patient({ version: 5, age: 61 }))
  expect(await later.answer).toMatchObject({ condition: 'STEMI', age: 61, version: 6 })
  expect([first.sent, later.sent]).toEqual([[3], [5]])
})

it('reads the newest and sends again by itself when somebody else changed another field', async () => {
  const { sent, answer } = set(patient(), patient({ version: 6, name: 'Aroha Reweti' }))
  expect(await answer).toMatchObject({ condition: 'STEMI', name: 'Aroha Reweti', version: 7 })
  expect(sent).toEqual([3, 6])
})

it('does so however often others were between', async () => {
  const [first, second] = [patient({ version: 6, age: 61 }), patient({ version: 7, age: 62 })]
  const { sent, answer } = set(patient(), first, [second])
  expect(await answer).toMatchObject({ condition: 'STEMI', age: 62, version: 8 })
  expect(sent).toEqual([3, 6, 7])
})

it('leaves to a person what was changed by both', async () => {
  const { sent, answer } = set(patient(), patient({ version: 6, condition: 'No pulse' }))
  await expect(answer).rejects.toMatchObject({ status: 412 })
  expect(sent).toEqual([3])
})

it('does not call it a collision when both wrote the same', async () => {
  const { sent, answer } = set(patient(), patient({ version: 6, condition: 'STEMI' }))
  expect(await answer).toMatchObject({ version: 7 })
  expect(sent).toEqual([3, 6])
})

it('goes by what was seen where the patient is known no more, and gives up when others never rest', async () => {
  const forgotten = set(undefined, patient())
  await forgotten.answer
  expect(forgotten.sent).toEqual([3])
  const restless = Array.from({ length: 9 }, (_, index) => patient({ version: 7 + index }))
  const busy = set(patient(), patient({ version: 6 }), restless)
  await expect(busy.answer).rejects.toMatchObject({ status: 412 })
  expect(busy.sent).toHaveLength(4)
})

it('begins an edit from what waits, so that a way back to the old value is sent too', async () => {
  const call = { id: 7, call_id: 'CALL-0000002A' }
  const first: Step = { ...edit, body: { age: 41 }, seen: { version: 3, fields: { age: 40 } } }
  const shown = edited(patient({ age: 40 }), [first])
  const said = { name: shown.name, age: shown.age, sex: shown.sex, condition: shown.condition }
  expect([shown.age, editDraft(call, shown, said)]).toEqual([41, null])
  const second = editDraft(call, shown, { ...said, age: 40 })
  expect(second).toMatchObject({ subject: 'call:7', body: { age: 40 }, seen: { version: 3, fields: { age: 41 } } })

  // The first went through meanwhile, and this device has heard of it or not.
  for (const known of [patient({ age: 40 }), patient({ age: 41, version: 4 })]) {
    const sent: number[] = []
    await sendEdit({ ...edit, ...second } as Step, {
      known: () => known,
      read: async () => patient({ age: 41, version: 4 }),
      send: async version => {
        sent.push(version)
        if (version !== 4) throw new Problem('stale', 412, 'Somebody else has changed this.')
      },
    })
    expect(sent.at(-1)).toBe(4)
  }
})
