import { Checkbox, NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core'
import { useState, useSyncExternalStore } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { now } from '../platform/clock'
import type { Problem } from '../platform/problem'
import { useUser } from '../platform/session'
import { asTyped, timeOfDay, zone } from '../platform/time'
import type { PatientView, Place, ResponseView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { type Ask, bodyOf, isCrewAsk, limitOf, removal, staffingChecks, wrongWith } from './asks'
import type { Board } from './board'
import { CrewChoice } from './CrewChoice'
import { writtenCoordinates } from './callDraft'
import { byUrgency, isOpen, placeOf } from './callOrder'
import { useDesk } from './desk'
import { HospitalChoice } from './HospitalChoice'
import { PlaceField } from './PlaceField'

/** What an action is about, as far as its form shows it. */
export interface About {
  call?: number
  /** Where it is now. */
  place?: Place
  patients?: readonly PatientView[]
  response?: ResponseView | undefined
  unit?: number
}

interface Props {
  title: string
  /** The action's own word: the button says what it does. */
  word: string
  /** What sending it means, for an action that asks for nothing but a second press. */
  question?: string | undefined
  asks: readonly Ask[]
  about: About
  grave: boolean
  onClose: () => void
  onSend: (body: object) => Promise<Problem | null>
}

/** Asks for what an action needs, and stays open with the reason when it is refused. */
export function ActionDialog({ title, word, question, asks, about, grave, onClose, onSend }: Props) {
  const { t } = useTranslation()
  const { board, pins } = useDesk()
  const user = useUser()
  const [begun] = useState(() => beginning(asks, about, board))
  const [values, setValues] = useState(begun)
  const [refused, setRefused] = useState<Problem | null>(null)
  const checked = refused !== null && staffingChecks.has(refused.code)
  const overridable = checked && user?.permissions['staffing.override'] !== undefined && asks.some(ask => ask.override)
  const shown = asks.filter(ask => !ask.override || overridable)
  const { choosing } = useSyncExternalStore(pins.subscribe, pins.state)
  const wrong = (ask: Ask) => wrongWith(ask, values)
  const set = (name: string, value: string) => {
    // What spoke against one crew says nothing of another.
    if (asks.some(ask => ask.name === name && isCrewAsk(ask.as))) setRefused(null)
    setValues(before => {
      // A stamp is put right from where it stands: mostly a minute is wrong, and seldom the day.
      const time = asks.find(ask => ask.removable === name)
      if (time) return { ...before, [name]: value, [time.name]: asTyped(stampOf(about, value) ?? null) }
      // The degrees of one address are not those of another, wherever the call was taken while the form is open.
      const stale = name === 'address' && before.coordinates !== '' && before.coordinates === begun.coordinates
      return { ...before, [name]: value, ...(stale ? { coordinates: '' } : {}) }
    })
  }
  return (
    <AskDialog
      title={title}
      help={overridable ? t('crew_choice.override_help') : checked ? t('crew_choice.ask_supervisor') : question}
      word={word}
      grave={grave}
      backFirst={asks.length === 0}
      ready={!shown.some(wrong)}
      aside={choosing !== null}
      problems="board.problem"
      onClose={onClose}
      onSend={async () => {
        const problem = await onSend(bodyOf(shown, values))
        setRefused(problem)
        return problem
      }}
    >
      {(tried, errors) =>
        shown.map((ask, index) => (
          <Field
            key={ask.name}
            ask={ask}
            about={about}
            first={index === 0 || ask.override === true}
            values={values}
            error={errors[ask.name]?.[0] ?? (tried && wrong(ask) ? t(`field.${wrong(ask)}`, { ...limitOf(ask) }) : undefined)}
            onChange={set}
          />
        ))
      }
    </AskDialog>
  )
}

/** What a form says before anybody filled it in: who is aboard, where the call is. */
function beginning(asks: readonly Ask[], { unit, response, place }: About, board: Board): Record<string, string> {
  const ids = (crew: readonly { member: number }[] | undefined) => (crew ?? []).map(({ member }) => member).join(' ')
  const values: Record<string, string> = {}
  for (const { name, as, initial, within } of asks) {
    if (initial) values[name] = initial
    if (as === 'leaving') values[name] = ids(board.units.get(unit ?? 0)?.crew)
    if (as === 'crew') values[name] = ids(response?.crew.filter(({ to_at }) => to_at === null))
    if (within === 'location') values[name] = (as === 'coordinates' ? degreesOf(place) : place?.address) ?? ''
  }
  return values
}

const degreesOf = (place: Place | undefined): string =>
  place?.latitude != null && place.longitude != null ? writtenCoordinates({ latitude: place.latitude, longitude: place.longitude }) : ''

interface FieldProps {
  ask: Ask
  about: About
  first: boolean
  values: Readonly<Record<string, string>>
  error: string | undefined
  onChange: (name: string, value: string) => void
}

function Field({ ask, about, first, values, error, onChange }: FieldProps) {
  const { t } = useTranslation()
  const choices = useChoices(ask)
  const value = values[ask.name] ?? ''
  const change = (value: string) => onChange(ask.name, value)
  const label = t(`field.${ask.word ?? (ask.as === 'minutes' ? 'minutes' : ask.name)}`) + (ask.required ? '' : ` (${t('optional')})`)
  const shared = { label, error, autoFocus: first }
  const take = (event: { currentTarget: { value: string } }) => change(event.currentTarget.value)
  if (choices) return <NativeSelect {...shared} value={value} onChange={take} data={['', ...choices]} />
  if (ask.as === 'hospital')
    return (
      <HospitalChoice
        call={about.call}
        label={label}
        open={ask.required ? null : about.response?.hospital_id == null ? t('hospital.later') : t('hospital.as_known')}
        value={value}
        error={error}
        onChange={change}
      />
    )
  if (isCrewAsk(ask.as))
    return (
      <CrewChoice
        how={ask.as}
        unitId={about.response?.unit_id ?? about.unit ?? 0}
        response={about.response}
        label={label}
        value={value}
        error={error}
        onChange={change}
      />
    )
  if (ask.as === 'coordinates') return <PlaceField name="relocate" label={label} value={value} error={error} onChange={change} />
  if (ask.as === 'patients') return <Riding {...{ label, about, value }} onChange={change} />
  if (ask.as === 'time') return <Time {...{ ask, about, values, label, error, onChange }} />
  if (ask.as === 'minutes' || ask.as === 'number')
    return <NumberInput {...shared} min={1} max={720} value={value} onChange={minutes => change(String(minutes))} />
  if (ask.as === 'text') return <Textarea {...shared} autosize minRows={3} value={value} onChange={take} />
  return <TextInput {...shared} maxLength={limitOf(ask).most} value={value} onChange={take} />
}

/** Where a response's stamp stands: null when it has none, undefined when nobody knows. */
const stampOf = ({ response }: About, step: string): string | null | undefined =>
  response?.[step as keyof ResponseView] as string | null | undefined

/** Who rides, where there is a choice: the patients who are in nobody else's care and have no disposition. */
function Riding({ label, about, value, onChange }: { label: string; about: About; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  const { patients = [], response } = about
  const may = patients.filter(one => one.disposition === null && (one.response_id === null || one.response_id === response?.id))
  if (may.length < 2) return null
  const chosen = value.split(' ').filter(Boolean)
  return (
    <Checkbox.Group
      label={label}
      description={t('field.patient_ids_help')}
      value={chosen}
      onChange={ids => onChange(ids.toSorted((a, b) => Number(a) - Number(b)).join(' '))}
    >
      <Stack gap={6} mt={6}>
        {may.map((patient, index) => (
          <Checkbox
            key={patient.id}
            value={String(patient.id)}
            label={[
              patient.name || t('new_call.patient_number', { number: index + 1 }),
              patient.age != null && t('call.age_years', { age: patient.age }),
              patient.condition,
            ]
              .filter(Boolean)
              .join(', ')}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}

/** A time in this browser's zone, which is said; a stamp is taken away by a tick and not by silence. */
function Time({ ask, about, values, label, error, onChange }: Omit<FieldProps, 'first'> & { label: string }) {
  const { t, i18n } = useTranslation()
  const chosen = ask.removable ? (values[ask.removable] ?? '') : ''
  const stands = stampOf(about, chosen)
  const removed = Boolean(values[removal(ask.name)])
  return (
    <>
      <TextInput
        label={label}
        description={[
          t('field.zone', { zone: zone(i18n.language, now()) }),
          chosen &&
            stands !== undefined &&
            (stands === null ? t('field.no_stamp') : t('field.stamp_is', { time: timeOfDay(stands, i18n.language, now()) })),
        ]
          .filter(Boolean)
          .join(' · ')}
        error={error}
        type="datetime-local"
        step={1}
        disabled={removed}
        value={removed ? '' : (values[ask.name] ?? '')}
        onChange={event => onChange(ask.name, event.currentTarget.value)}
      />
      {ask.removable && (
        <Checkbox
          label={t('field.remove_stamp')}
          checked={removed}
          onChange={event => onChange(removal(ask.name), event.currentTarget.checked ? 'yes' : '')}
        />
      )}
    </>
  )
}

function useChoices(ask: Ask): { value: string; label: string }[] | null {
  const { t } = useTranslation()
  const { board } = useDesk()
  if (Array.isArray(ask.as)) return ask.as.map(value => ({ value, label: t(`choice.${value}`) }))
  if (ask.as === 'priority')
    return ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'].map(priority => ({ value: priority, label: t(`priority.${priority}`) }))
  if (ask.as === 'call')
    return board.calls
      .all()
      .filter(isOpen)
      .toSorted(byUrgency)
      .map(call => ({ value: String(call.id), label: `${call.call_id} ${placeOf(call.location)}` }))
  return null
}
