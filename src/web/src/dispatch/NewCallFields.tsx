import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconPhoneCheck, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { now } from '../platform/clock'
import { asTyped, zone } from '../platform/time'
import type { CallKind, EmergencyType, Priority } from '../platform/wire'
import { type Draft, emptyPatient, type FieldName, hasDropOff, isArranged, type PatientDraft, retyped } from './callDraft'
import { PriorityMark } from './callMarks'
import styles from './newCall.module.css'
import { PlaceField } from './PlaceField'

const kinds: readonly CallKind[] = ['EMERGENCY', 'TRANSFER', 'SCHEDULED', 'STANDBY']
const priorities: readonly Priority[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']
const types: readonly EmergencyType[] = ['MEDICAL', 'TRAUMA', 'CARDIAC', 'STROKE', 'RESPIRATORY', 'FIRE', 'OTHER']
const sexes = ['female', 'male', 'other', 'unknown'] as const

interface PartProps {
  draft: Draft
  set: (change: Partial<Draft>) => void
  error: (field: FieldName) => string | undefined
}

/** From where, of what kind, and for what is arranged: whereto and when. */
export function Where({ draft, set, error }: PartProps) {
  const { t, i18n } = useTranslation()
  const arranged = isArranged(draft.kind)
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
        description={t('field.coordinates_help')}
        value={draft.coordinates}
        onChange={coordinates => set({ coordinates })}
        error={error('coordinates')}
      />
      <div className={styles.pair}>
        <NativeSelect
          label={t('field.kind')}
          value={draft.kind}
          onChange={event => set({ kind: event.currentTarget.value as CallKind })}
          data={kinds.map(kind => ({ value: kind, label: t(`kind.${kind}`) }))}
        />
        <NativeSelect
          label={t('field.emergency_type')}
          value={draft.emergency_type}
          onChange={event => set({ emergency_type: event.currentTarget.value as EmergencyType })}
          data={types.map(type => ({ value: type, label: t(`type.${type}`) }))}
        />
      </div>
      {route && (
        <>
          <TextInput
            label={t('field.drop_off_address')}
            value={draft.drop_off_address}
            onChange={event => set({ drop_off_address: event.currentTarget.value })}
            error={error('drop_off_address')}
            autoComplete="off"
          />
          <PlaceField
            name="intake_drop_off"
            label={t('field.drop_off_coordinates')}
            value={draft.drop_off_coordinates}
            onChange={drop_off_coordinates => set({ drop_off_coordinates })}
            error={error('drop_off_coordinates')}
          />
        </>
      )}
      {arranged && (
        <TextInput
          label={`${t('field.due_at')}${draft.kind === 'SCHEDULED' ? '' : ` (${t('optional')})`}`}
          description={t('field.zone', { zone: zone(i18n.language, now()) })}
          type="datetime-local"
          value={draft.due_at}
          onChange={event => set({ due_at: event.currentTarget.value })}
          error={error('due_at')}
        />
      )}
    </>
  )
}

/** How urgent it is, and what happened. */
export function What({ draft, set, error }: PartProps) {
  const { t } = useTranslation()
  return (
    <>
      <fieldset className={styles.priorities}>
        <legend>{t('field.priority')}</legend>
        {priorities.map(priority => (
          <label key={priority} className={styles.priority}>
            <input type="radio" name="priority" value={priority} checked={draft.priority === priority} onChange={() => set({ priority })} />
            <PriorityMark priority={priority} />
          </label>
        ))}
      </fieldset>
      <Textarea
        label={t('field.description')}
        autosize
        minRows={2}
        maxRows={6}
        value={draft.description}
        onChange={event => set({ description: event.currentTarget.value })}
        error={error('description')}
      />
    </>
  )
}

/** Who called, and when the telephone was answered. */
export function Caller({ draft, set, error }: PartProps) {
  const { t, i18n } = useTranslation()
  return (
    <fieldset className={styles.people}>
      <legend>{t('new_call.caller')}</legend>
      <TextInput
        label={t('field.caller_name')}
        value={draft.caller_name}
        onChange={event => set({ caller_name: event.currentTarget.value })}
        error={error('caller_name')}
        autoComplete="off"
      />
      <TextInput
        label={t('field.caller_phone')}
        type="tel"
        value={draft.caller_phone}
        onChange={event => set({ caller_phone: event.currentTarget.value })}
        error={error('caller_phone')}
        autoComplete="off"
      />
      <div className={styles.stamping}>
        <TextInput
          label={t('field.answered_at')}
          type="datetime-local"
          step={1}
          value={asTyped(draft.answered_at)}
          onChange={event => set({ answered_at: retyped(draft.answered_at, event.currentTarget.value), stamped: true })}
          error={error('answered_at')}
        />
        <Button
          variant="default"
          leftSection={<IconPhoneCheck size={16} aria-hidden />}
          onClick={() => set({ answered_at: new Date(now()).toISOString(), stamped: true })}
        >
          {t('new_call.answered_now')}
        </Button>
      </div>
      <TextInput
        className={styles.wide}
        label={t('field.ringing_at')}
        description={t('new_call.times_help', { zone: zone(i18n.language, now()) })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        type="datetime-local"
        step={1}
        value={asTyped(draft.ringing_at)}
        onChange={event => set({ ringing_at: retyped(draft.ringing_at, event.currentTarget.value) })}
        error={error('ringing_at')}
      />
    </fieldset>
  )
}

/** What is known of each who is hurt or ill. */
export function Patients({ draft, set, error }: PartProps) {
  const { t } = useTranslation()
  const { patients } = draft
  const change = (index: number, change: Partial<PatientDraft>) =>
    set({ patients: patients.map((patient, at) => (at === index ? { ...patient, ...change } : patient)) })
  return (
    <>
      {patients.map((patient, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a patient being typed has no other name than its place
        <fieldset key={index} className={styles.people}>
          <legend>{patients.length === 1 ? t('new_call.patient') : t('new_call.patient_number', { number: index + 1 })}</legend>
          <TextInput
            className={styles.wide}
            label={t('field.patient_name')}
            value={patient.name}
            onChange={event => change(index, { name: event.currentTarget.value })}
            error={error(`patients.${index}.name`)}
            autoComplete="off"
          />
          <TextInput
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
            className={styles.wide}
            label={t('field.patient_condition')}
            value={patient.condition}
            onChange={event => change(index, { condition: event.currentTarget.value })}
            error={error(`patients.${index}.condition`)}
            autoComplete="off"
          />
          {patients.length > 1 && (
            <Button
              className={styles.remove}
              size="compact-sm"
              variant="subtle"
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => set({ patients: patients.filter((_, at) => at !== index) })}
            >
              {t('new_call.remove_patient', { number: index + 1 })}
            </Button>
          )}
        </fieldset>
      ))}
      {patients.length < 50 && (
        <Button
          className={styles.remove}
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set({ patients: [...patients, emptyPatient] })}
        >
          {t('new_call.add_patient')}
        </Button>
      )}
    </>
  )
}
