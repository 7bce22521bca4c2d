import { Alert, Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { type Problem, problemOf } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import type { EmergencyType, Priority } from '../platform/wire'
import { type Draft, emptyDraft, fieldErrors, requestOf } from './callDraft'
import { PriorityMark } from './callMarks'
import { useChoice, useDesk } from './desk'
import styles from './newCall.module.css'
import panel from './panel.module.css'
import { askForRecommendations } from './Recommendations'

const priorities: readonly Priority[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']
const types: readonly EmergencyType[] = ['MEDICAL', 'TRAUMA', 'CARDIAC', 'STROKE', 'RESPIRATORY', 'FIRE', 'OTHER']

/** A call as it is taken: place and kind first, people after. The board stays in sight beside it. */
export function NewCall() {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const { search, go } = useChoice()
  const form = useRef<HTMLFormElement>(null)
  const desk = useDesk()
  // One key for one form: pressed twice, or again after a lost answer, it is still one call.
  const [{ draft, key }, setIntake] = useState(() => desk.intake ?? { draft: emptyDraft, key: pressed() })
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const errors = { ...(tried ? fieldErrors(draft) : {}), ...serverErrors(problem) }
  const set = (change: Partial<Draft>) => {
    desk.intake = { draft: { ...draft, ...change }, key }
    setIntake(desk.intake)
    setProblem(null)
  }
  const error = (field: keyof Draft) => {
    const code = errors[field]
    return code && t(`field.${code}`, { defaultValue: code })
  }

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input')?.focus()
  }, [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    setProblem(null)
    if (Object.keys(fieldErrors(draft)).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setBusy(true)
    try {
      const call = await answered(api.POST('/api/calls', { body: requestOf(draft), headers: key }))
      desk.intake = null
      say(t('new_call.done', { call: call.call_id }))
      go({ call: call.id, panel: 'call', list: undefined })
      askForRecommendations()
    } catch (refused) {
      setProblem(problemOf(refused))
    } finally {
      setBusy(false)
    }
  }

  const discard = () => {
    desk.intake = null
    go({ panel: search.call === undefined ? undefined : 'call' })
  }

  return (
    <form ref={form} className={panel.panel} onSubmit={submit} noValidate aria-labelledby="new-call-title">
      <header className={panel.head}>
        <h2 id="new-call-title" className={styles.title}>
          {t('call.new')}
        </h2>
      </header>
      <div className={`${panel.body} ${styles.fields}`}>
        {problem && (
          <Alert color="red" variant="outline" role="alert">
            {problemText(problem)}
          </Alert>
        )}
        <TextInput
          label={t('field.address')}
          value={draft.address}
          onChange={event => set({ address: event.currentTarget.value })}
          error={error('address')}
          autoComplete="off"
        />
        <TextInput
          label={t('field.coordinates')}
          description={t('field.coordinates_help')}
          value={draft.coordinates}
          onChange={event => set({ coordinates: event.currentTarget.value })}
          error={error('coordinates')}
          autoComplete="off"
        />
        <NativeSelect
          label={t('field.emergency_type')}
          value={draft.emergency_type}
          onChange={event => set({ emergency_type: event.currentTarget.value as EmergencyType })}
          data={types.map(type => ({ value: type, label: t(`type.${type}`) }))}
        />
        <fieldset className={styles.priorities}>
          <legend>{t('field.priority')}</legend>
          {priorities.map(priority => (
            <label key={priority} className={styles.priority}>
              <input
                type="radio"
                name="priority"
                value={priority}
                checked={draft.priority === priority}
                onChange={() => set({ priority })}
              />
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
        />
        <fieldset className={styles.people}>
          <legend>{t('new_call.caller')}</legend>
          <TextInput
            label={t('field.caller_name')}
            value={draft.caller_name}
            onChange={event => set({ caller_name: event.currentTarget.value })}
            autoComplete="off"
          />
          <TextInput
            label={t('field.caller_phone')}
            type="tel"
            value={draft.caller_phone}
            onChange={event => set({ caller_phone: event.currentTarget.value })}
            autoComplete="off"
          />
        </fieldset>
        <fieldset className={styles.people}>
          <legend>{t('new_call.patient')}</legend>
          <TextInput
            label={t('field.patient_name')}
            value={draft.patient_name}
            onChange={event => set({ patient_name: event.currentTarget.value })}
            autoComplete="off"
          />
          <TextInput
            label={t('field.patient_age')}
            inputMode="numeric"
            value={draft.patient_age}
            onChange={event => set({ patient_age: event.currentTarget.value })}
            error={error('patient_age')}
            autoComplete="off"
          />
          <TextInput
            className={styles.wide}
            label={t('field.patient_condition')}
            value={draft.patient_condition}
            onChange={event => set({ patient_condition: event.currentTarget.value })}
            autoComplete="off"
          />
        </fieldset>
      </div>
      <footer className={styles.foot}>
        <Button variant="default" onClick={discard}>
          {t('new_call.discard')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('new_call.submit')}
        </Button>
      </footer>
    </form>
  )
}

/** The server names fields by their path on the wire; the form has shorter names. */
function serverErrors(problem: Problem | null): Partial<Record<keyof Draft, string>> {
  const at = (...paths: string[]) => paths.map(path => problem?.errors[path]?.[0]).find(Boolean)
  const found = {
    address: at('location.address', 'location'),
    coordinates: at('location.latitude', 'location.longitude'),
    patient_age: at('patients[0].age', 'patients.0.age'),
    description: at('description'),
  }
  return Object.fromEntries(Object.entries(found).filter(([, message]) => message !== undefined))
}
