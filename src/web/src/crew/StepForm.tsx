import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Ask, asksOf, bodyOf, grave, limitOf, type Thing, wrongWith } from '../dispatch/asks'
import { useLimit } from '../platform/limits'
import type { CallView, ResponseView, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { HospitalRadios } from './HospitalRadios'
import { responseDraft, unitDraft, useRoom } from './room'
import { Sheet } from './Sheet'
import type { Draft } from './step'
import styles from './stepForm.module.css'

/** What the hospitals and the patients of a step are chosen from. */
interface About {
  response: ResponseView
  call: CallView
}

interface StepProps extends About {
  action: string
  onClose: () => void
}

/** Asks for what a step of the call needs. */
export const StepForm = ({ action, response, call, onClose }: StepProps) => (
  <AskForm
    thing="responses"
    action={action}
    name={call.call_id}
    about={{ response, call }}
    draft={body => responseDraft(response, action, body)}
    onClose={onClose}
  />
)

/** Asks for what is done with the unit itself. */
export const UnitForm = ({ action, unit, onClose }: { action: string; unit: UnitView; onClose: () => void }) => (
  <AskForm thing="units" action={action} name={unit.unit_number} draft={body => unitDraft(unit, action, body)} onClose={onClose} />
)

interface Props {
  thing: Thing
  action: string
  name: string
  about?: About
  draft: (body: Draft['body']) => Draft
  onClose: () => void
}

/** The questions of the board's forms (`asks.ts`), in fields for a thumb. What is answered is put aside for sending at once. */
function AskForm({ thing, action, name, about, draft, onClose }: Props) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const asks = asksOf(thing, action)
  const [values, setValues] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const word = t(`action.${action}`)
  const wrong = (ask: Ask) => wrongWith(ask, values)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (asks.some(wrong)) return
    void outbox.add(draft(bodyOf(asks, values)))
    onClose()
  }
  return (
    <Sheet title={`${word}: ${name}`} onClose={onClose}>
      <form onSubmit={submit} noValidate className={styles.form}>
        {asks.map(ask => (
          <Field
            key={ask.name}
            ask={ask}
            about={about}
            values={values}
            error={tried && wrong(ask) ? t(`field.${wrong(ask)}`, { ...limitOf(ask) }) : undefined}
            onChange={(name, value) => setValues(before => ({ ...before, [name]: value }))}
          />
        ))}
        <div className={styles.send}>
          <Button type="submit" fullWidth h="4rem" fz="1.125rem" color={grave.has(action) ? 'var(--critical-solid)' : undefined}>
            {word}
          </Button>
        </div>
      </form>
    </Sheet>
  )
}

interface FieldProps {
  ask: Ask
  about: About | undefined
  values: Readonly<Record<string, string>>
  error: string | undefined
  onChange: (name: string, value: string) => void
}

function Field({ ask, about, values, error, onChange }: FieldProps) {
  const { t } = useTranslation()
  const { name, as, required } = ask
  const limit = useLimit()
  const label = t(`field.${ask.word ?? (as === 'minutes' ? 'minutes' : name)}`)
  const value = values[name] ?? ''
  // What means nothing yet is not asked yet.
  if (ask.needs && !values[ask.needs]) return null
  if (as === 'hospital')
    return (
      about && (
        <HospitalRadios
          call={about.call.id}
          label={label}
          value={value}
          open={required ? null : t(about.response.hospital_id === null ? 'hospital.later' : 'hospital.as_known')}
          error={error}
          onChange={chosen => onChange(name, chosen)}
        />
      )
    )
  if (as === 'patients')
    return (
      about &&
      about.call.patients.length > 1 && (
        <fieldset className={styles.set}>
          <legend>{label}</legend>
          <p className={styles.help}>{t('field.patient_ids_help')}</p>
          {about.call.patients.map(({ id, name: called, age }) => {
            const chosen = value.split(' ').filter(Boolean)
            const ticked = chosen.includes(String(id))
            return (
              <label key={id} className={styles.option} data-chosen={ticked || undefined}>
                <input
                  type="checkbox"
                  checked={ticked}
                  onChange={() => onChange(name, (ticked ? chosen.filter(one => one !== String(id)) : [...chosen, String(id)]).join(' '))}
                />
                <span className={styles.word}>
                  <bdi>{called ?? t('call.unnamed')}</bdi> {age !== null && t('call.age_years', { age })}
                </span>
              </label>
            )
          })}
        </fieldset>
      )
    )
  if (typeof as !== 'string')
    return (
      <NativeSelect
        size="lg"
        label={label}
        value={value}
        onChange={event => onChange(name, event.currentTarget.value)}
        data={[
          { value: '', label: required ? '' : t('crew.none_of_these') },
          ...as.map(one => ({ value: one, label: t(`choice.${one}`) })),
        ]}
        error={error}
      />
    )
  const number = as !== 'line'
  const held = ask.limit ? limit(ask.limit, value) : {}
  return (
    <TextInput
      size="lg"
      label={label}
      inputMode={number ? 'numeric' : undefined}
      maxLength={number ? 4 : 500}
      autoComplete="off"
      value={value}
      onChange={event => onChange(name, number ? event.currentTarget.value.replace(/\D/g, '') : event.currentTarget.value)}
      {...held}
      description={[required ? '' : t('optional'), held.description].filter(Boolean).join(' · ') || undefined}
      error={error ?? held.error}
    />
  )
}
