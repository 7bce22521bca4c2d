import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useLayoutEffect, useRef } from 'react'
import type { CallKind, EmergencyType, Priority } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { type Draft, emptyPatient, type FieldName, hasDropOff, type PatientDraft } from './callDraft'
import { PriorityMark } from './callMarks'
import styles from './newCall.module.css'
import { PlaceField } from './PlaceField'

const kinds: readonly CallKind[] = ['EMERGENCY', 'TRANSFER', 'SCHEDULED', 'STANDBY']
const priorities: readonly Priority[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']
const types: readonly EmergencyType[] = ['MEDICAL', 'TRAUMA', 'CARDIAC', 'STROKE', 'RESPIRATORY', 'FIRE', 'OTHER']
const sexes = ['female', 'male', 'other', 'unknown'] as const

export interface PartProps {
  draft: Draft
  set: (change: Partial<Draft>) => void
  error: (field: FieldName) => string | undefined
}

/** Where it is: what is asked first, because a line may break. */
export function Where({ draft, set, error }: PartProps) {
  const { t } = useTranslation()
  const route = hasDropOff(draft.kind)
  return (
    <>
      <TextInput
        label={t(route ? 'field.pick_up_address' : 'field.address')}
        value={draft.address}
        onChange={event => set({ address: event.currentTarget.value })}
        error={error('address')}
        autoComplete="off"
      />
      <PlaceField
        name="intake"
        label={t(route ? 'field.pick_up_coordinates' : 'field.coordinates')}
        value={draft.coordinates}
        onChange={coordinates => set({ coordinates })}
        error={error('coordinates')}
      />
    </>
  )
}

/** What happened, in words and by type. */
export function What({ draft, set, error }: PartProps) {
  const { t } = useTranslation()
  return (
    <>
      <Textarea
        label={t('field.description')}
        autosize
        minRows={2}
        maxRows={6}
        value={draft.description}
        onChange={event => set({ description: event.currentTarget.value })}
        error={error('description')}
      />
      <div className={styles.pair}>
        <NativeSelect
          label={t('field.emergency_type')}
          value={draft.emergency_type}
          onChange={event => set({ emergency_type: event.currentTarget.value as EmergencyType })}
          data={types.map(type => ({ value: type, label: t(`type.${type}`) }))}
        />
        <NativeSelect
          label={t('field.kind')}
          value={draft.kind}
          onChange={event => set({ kind: event.currentTarget.value as CallKind })}
          data={kinds.map(kind => ({ value: kind, label: t(`kind.${kind}`) }))}
        />
      </div>
    </>
  )
}

/** Who is on the line, the number first: it is what is needed when the line breaks. */
export function Caller({ draft, set, error }: PartProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.pair}>
      <TextInput
        label={t('field.caller_phone')}
        type="tel"
        value={draft.caller_phone}
        onChange={event => set({ caller_phone: event.currentTarget.value })}
        error={error('caller_phone')}
        autoComplete="off"
      />
      <TextInput
        label={t('field.caller_name')}
        value={draft.caller_name}
        onChange={event => set({ caller_name: event.currentTarget.value })}
        error={error('caller_name')}
        autoComplete="off"
      />
    </div>
  )
}

export function HowUrgent({ draft, set }: PartProps) {
  const { t } = useTranslation()
  return (
    <fieldset className={styles.priorities}>
      <legend>{t('field.priority')}</legend>
      {priorities.map(priority => (
        <label key={priority} className={styles.priority}>
          <input type="radio" name="priority" value={priority} checked={draft.priority === priority} onChange={() => set({ priority })} />
          <PriorityMark priority={priority} />
        </label>
      ))}
    </fieldset>
  )
}

/** What is known of each who is hurt or ill. */
export function Patients({ draft, set, error }: PartProps) {
  const { t } = useTranslation()
  const { patients } = draft
  const first = useRef<(HTMLInputElement | null)[]>([])
  // The button that was pressed is gone: the keyboard goes on in the new patient, or in the neighbour of the one that was taken out.
  const next = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (next.current !== null) first.current[next.current]?.focus()
    next.current = null
  })
  const change = (index: number, change: Partial<PatientDraft>) =>
    set({ patients: patients.map((patient, at) => (at === index ? { ...patient, ...change } : patient)) })
  return (
    <>
      {patients.map((patient, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a patient being typed has no other name than its place
        <fieldset key={index} className={styles.patient}>
          <legend className={patients.length === 1 ? 'spoken' : undefined}>
            {patients.length === 1 ? t('new_call.patient') : t('new_call.patient_number', { number: index + 1 })}
          </legend>
          <TextInput
            ref={field => {
              first.current[index] = field
            }}
            label={t('field.patient_age')}
            inputMode="numeric"
            value={patient.age}
            onChange={event => change(index, { age: event.currentTarget.value })}
            error={error(`patients.${index}.age`)}
            autoComplete="off"
          />
          <NativeSelect
            label={t('field.patient_sex')}
            value={patient.sex}
            onChange={event => change(index, { sex: event.currentTarget.value as PatientDraft['sex'] })}
            data={['', ...sexes.map(sex => ({ value: sex, label: t(`sex.${sex}`) }))]}
          />
          <TextInput
            label={t('new_call.patient_name')}
            value={patient.name}
            onChange={event => change(index, { name: event.currentTarget.value })}
            error={error(`patients.${index}.name`)}
            autoComplete="off"
          />
          <div className={styles.condition}>
            <TextInput
              label={t('field.patient_condition')}
              value={patient.condition}
              onChange={event => change(index, { condition: event.currentTarget.value })}
              error={error(`patients.${index}.condition`)}
              autoComplete="off"
            />
            {patients.length > 1 && (
              <Button
                variant="subtle"
                leftSection={<IconTrash size={14} aria-hidden />}
                onClick={() => {
                  next.current = Math.min(index, patients.length - 2)
                  set({ patients: patients.filter((_, at) => at !== index) })
                }}
              >
                {t('new_call.remove_patient', { number: index + 1 })}
              </Button>
            )}
            {index === patients.length - 1 && patients.length < 50 && (
              <Button
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => {
                  next.current = patients.length
                  set({ patients: [...patients, emptyPatient] })
                }}
              >
                {t('new_call.add_patient')}
              </Button>
            )}
          </div>
        </fieldset>
      ))}
    </>
  )
}
