import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Ask, asksOf, bodyOf, grave, wrongWith } from '../dispatch/asks'
import { Dialog } from '../platform/Dialog'
import type { CallView, ResponseView } from '../platform/wire'
import { HospitalRadios } from './HospitalRadios'
import { responseDraft, useRoom } from './room'
import styles from './stepForm.module.css'

interface Props {
  action: string
  response: ResponseView
  call: CallView
  onClose: () => void
}

/** Asks for what a step needs, as the board's forms do (`asks.ts`), in fields for a thumb. What it asks is put aside for sending at once. */
export function StepForm({ action, response, call, onClose }: Props) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const asks = asksOf('responses', action)
  const [values, setValues] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const word = t(`action.${action}`)
  const wrong = (ask: Ask) => wrongWith(ask, values)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (asks.some(wrong)) return
    void outbox.add(responseDraft(response, action, bodyOf(asks, values)))
    onClose()
  }
  return (
    <Dialog title={`${word}: ${call.call_id}`} onClose={onClose}>
      <form onSubmit={submit} noValidate className={styles.form}>
        {asks.map(ask => (
          <Field
            key={ask.name}
            ask={ask}
            call={call}
            response={response}
            values={values}
            error={tried && wrong(ask) ? t(`field.${wrong(ask)}`) : undefined}
            onChange={(name, value) => setValues(before => ({ ...before, [name]: value }))}
          />
        ))}
        <div className={styles.send}>
          <Button type="submit" fullWidth h="4rem" fz="1.125rem" color={grave.has(action) ? 'var(--critical-solid)' : undefined}>
            {word}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface FieldProps {
  ask: Ask
  call: CallView
  response: ResponseView
  values: Readonly<Record<string, string>>
  error: string | undefined
  onChange: (name: string, value: string) => void
}

function Field({ ask, call, response, values, error, onChange }: FieldProps) {
  const { t } = useTranslation()
  const { name, as, required } = ask
  const label = t(`field.${ask.word ?? name}`)
  const value = values[name] ?? ''
  // What means nothing yet is not asked yet.
  if (ask.needs && !values[ask.needs]) return null
  if (as === 'hospital')
    return (
      <HospitalRadios
        call={call.id}
        label={label}
        value={value}
        open={required ? null : t(response.hospital_id === null ? 'hospital.later' : 'hospital.as_known')}
        error={error}
        onChange={chosen => onChange(name, chosen)}
      />
    )
  if (as === 'patients')
    return call.patients.length < 2 ? null : (
      <fieldset className={styles.set}>
        <legend>{label}</legend>
        <p className={styles.help}>{t('field.patient_ids_help')}</p>
        {call.patients.map(({ id, name: called, age }) => {
          const chosen = value.split(' ').filter(Boolean)
          const ticked = chosen.includes(String(id))
          return (
            <label key={id} className={styles.option}>
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
  return (
    <TextInput
      size="lg"
      label={label}
      description={required ? undefined : t('optional')}
      inputMode={as === 'number' || as === 'minutes' ? 'numeric' : undefined}
      maxLength={as === 'line' ? 500 : 4}
      autoComplete="off"
      value={value}
      onChange={event => onChange(name, as === 'line' ? event.currentTarget.value : event.currentTarget.value.replace(/\D/g, ''))}
      error={error}
    />
  )
}
