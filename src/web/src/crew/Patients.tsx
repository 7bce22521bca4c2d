import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconHourglass, IconPencil, IconPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import styles from '../phone/phone.module.css'
import { useRoom, useSteps } from '../phone/room'
import { Sheet } from '../phone/Sheet'
import { beyond, useLimit } from '../platform/limits'
import { Mark } from '../platform/Mark'
import type { CallView, PatientView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { callDraft } from './drafts'
import { editDraft, edited, editsOf, type Known } from './edit'
import own from './record.module.css'

const nobody: Known = { name: null, age: null, sex: null, condition: null }

/** Who is cared for; what was added or edited without a network stands here too, marked as waiting. */
export function Patients({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const steps = useSteps()
  const [asking, setAsking] = useState<PatientView | 'new' | null>(null)
  const added = steps.filter(step => step.thing === 'calls' && step.thingId === call.id && step.action === 'patients')
  return (
    <section className={styles.part} aria-labelledby="patients">
      <h3 id="patients">{t('call.patients')}</h3>
      {call.patients.length + added.length === 0 && <p className={styles.soft}>{t('call.no_patients')}</p>}
      <ul className={`${styles.plain} ${own.people}`}>
        {call.patients.map(patient => {
          const edits = editsOf(patient, steps)
          const shown = edited(patient, edits)
          return (
            <li key={patient.id}>
              <Facts patient={shown} waits={edits.length > 0} />
              {patient.disposition && <span className={styles.soft}>{t(`choice.${patient.disposition}`)}</span>}
              <Button
                size="md"
                variant="default"
                leftSection={<IconPencil size={18} aria-hidden />}
                disabled={edits.some(step => step.refused)}
                aria-label={t('crew.edit_patient', { name: shown.name ?? t('call.unnamed') })}
                onClick={() => setAsking(shown)}
              >
                {t('crew.edit')}
              </Button>
            </li>
          )
        })}
        {added.map(step => (
          <li key={`waits-${step.id}`}>
            <Facts patient={step.body as unknown as Known} waits />
          </li>
        ))}
      </ul>
      <Button size="md" variant="default" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAsking('new')}>
        {t('new_call.add_patient')}
      </Button>
      {asking && <PatientForm call={call} patient={asking === 'new' ? null : asking} onClose={() => setAsking(null)} />}
    </section>
  )
}

function Facts({ patient, waits }: { patient: Known; waits: boolean }) {
  const { t } = useTranslation()
  const { name, age, sex, condition } = patient
  return (
    <span className={own.patient}>
      <strong>
        <bdi>{name ?? t('call.unnamed')}</bdi>
      </strong>
      <span>{[age !== null && t('call.age_years', { age }), sex && t(`sex.${sex}`)].filter(Boolean).join(' · ')}</span>
      {condition && <bdi className={styles.text}>{condition}</bdi>}
      {waits && <Mark icon={IconHourglass} tone="high" word={t('phone.waits')} />}
    </span>
  )
}

const sexes = ['female', 'male', 'other', 'unknown']

function PatientForm({ call, patient, onClose }: { call: CallView; patient: PatientView | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const before: Known = patient ?? nobody
  const [name, setName] = useState(before.name ?? '')
  const [age, setAge] = useState(before.age === null ? '' : String(before.age))
  const [sex, setSex] = useState(before.sex ?? '')
  const [condition, setCondition] = useState(before.condition ?? '')
  const limit = useLimit()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (beyond('PatientRequest.Age', age)) return
    const now: Known = {
      name: name.trim() || null,
      age: age === '' ? null : Number(age),
      sex: sex || null,
      condition: condition.trim() || null,
    }
    const draft = patient === null ? callDraft(call, 'patients', now) : editDraft(call, patient, now)
    if (draft) void outbox.add(draft)
    onClose()
  }
  return (
    <Sheet
      title={patient ? t('crew.edit_patient', { name: patient.name ?? t('call.unnamed') }) : t('new_call.add_patient')}
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate className={styles.form}>
        <TextInput
          size="md"
          label={t('field.patient_name')}
          autoComplete="off"
          {...limit('PatientRequest.Name', name)}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        <div className={styles.pair}>
          <TextInput
            size="md"
            label={t('field.patient_age')}
            inputMode="numeric"
            maxLength={3}
            value={age}
            onChange={event => setAge(event.currentTarget.value.replace(/\D/g, ''))}
            {...limit('PatientRequest.Age', age)}
          />
          <NativeSelect
            size="md"
            label={t('field.patient_sex')}
            value={sex}
            onChange={event => setSex(event.currentTarget.value)}
            data={[{ value: '', label: '' }, ...sexes.map(value => ({ value, label: t(`sex.${value}`) }))]}
          />
        </div>
        <Textarea
          size="md"
          label={t('field.patient_condition')}
          {...limit('PatientRequest.Condition', condition)}
          autosize
          minRows={3}
          value={condition}
          onChange={event => setCondition(event.currentTarget.value)}
        />
        <Button type="submit" size="lg">
          {t('account.save')}
        </Button>
      </form>
    </Sheet>
  )
}
