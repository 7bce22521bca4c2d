import { Alert, Button } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { now } from '../platform/clock'
import { type Problem, problemOf } from '../platform/problem'
import { useUser } from '../platform/session'
import { useProblemText } from '../platform/useProblemText'
import { useWrongField } from '../platform/useWrongField'
import { focusList } from '../platform/VirtualList'
import { useTranslation } from '../platform/words/useTranslation'
import { type Draft, emptyDraft, type FieldErrors, type FieldName, fieldErrors, requestOf, serverErrors, withFirstKey } from './callDraft'
import { Duplicates } from './Duplicates'
import { useChoice, useDesk } from './desk'
import { keepIntake, keptIntake } from './intake'
import { Caller, HowUrgent, Patients, What, Where } from './NewCallFields'
import { Rest } from './NewCallRest'
import styles from './newCall.module.css'
import panel from './panel.module.css'
import { askForRecommendations } from './Recommendations'
import { WarningsAhead } from './WarningsAhead'

/** A call as it is taken, in the order in which it is asked. The board stays in sight beside it. */
export function NewCall() {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const { search, go } = useChoice()
  const form = useRef<HTMLFormElement>(null)
  const toWrongField = useWrongField(form)
  const desk = useDesk()
  // One key for one form: pressed twice, or again after a lost answer, it is still one call.
  const user = useUser()?.id ?? 0
  const [begun] = useState(() => desk.intake ?? keptIntake(user) ?? { draft: emptyDraft, key: pressed() })
  const [draft, setDraft] = useState(begun.draft)
  const { key } = begun
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [half, setHalf] = useState<FieldErrors>({})
  const errors: FieldErrors = { ...(tried ? { ...fieldErrors(draft, now()), ...half } : {}), ...serverErrors(problem, draft) }
  const set = (change: Partial<Draft>) => {
    setDraft(before => ({ ...before, ...change }))
    setProblem(null)
    setHalf({})
  }
  const error = (field: FieldName) => {
    const code = errors[field]
    return code && t(`field.${code}`, { defaultValue: code })
  }

  useEffect(() => {
    if (draft === begun.draft) return
    desk.intake = { draft, key }
    keepIntake(user, desk.intake)
  }, [draft, begun, key, desk, user])

  const leave = () => {
    desk.intake = null
    keepIntake(user, null)
  }

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input')?.focus()
  }, [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    setTried(true)
    setProblem(null)
    const halfTyped = halfTypedIn(form.current)
    setHalf(halfTyped)
    if (Object.keys({ ...fieldErrors(draft, now()), ...halfTyped }).length > 0) {
      toWrongField()
      return
    }
    setBusy(true)
    try {
      const call = await answered(api.POST('/api/calls', { body: requestOf(draft), headers: key }))
      leave()
      say(t('new_call.done', { call: call.call_id }))
      go({ call: call.id, panel: 'call', list: undefined })
      // The keyboard goes on from here, unless somebody took it elsewhere meanwhile; and to a call that is planned or was written down
      // afterwards nobody is sent by pressing Enter once more.
      if (document.activeElement !== document.body && !form.current?.contains(document.activeElement)) return
      if (call.state !== 'PLANNED' && draft.occurred_at === null) askForRecommendations(call.id)
      else focusList('call')
    } catch (refused) {
      setProblem(problemOf(refused))
    } finally {
      setBusy(false)
    }
  }

  // From a field of several lines too, where Enter alone begins a new one.
  const send = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    form.current?.requestSubmit()
  }

  const discard = () => {
    leave()
    go({ panel: search.call === undefined ? undefined : 'call' })
  }

  const part = { draft, set, error }
  return (
    <form
      ref={form}
      className={`${panel.panel} ${styles.form}`}
      onSubmit={submit}
      onKeyDown={send}
      onInput={event => writes(event.target) && setDraft(before => withFirstKey(before, now()))}
      noValidate
      aria-labelledby="new-call-title"
    >
      <header className={styles.bar}>
        <h2 id="new-call-title">{t('call.new')}</h2>
      </header>
      <div className={`${panel.body} ${styles.fields}`}>
        {problem && (
          <Alert color="red" variant="outline" role="alert">
            {problemText(problem)}
          </Alert>
        )}
        {begun.draft !== emptyDraft && desk.intake === null && <p role="status">{t('new_call.kept')}</p>}
        <Where {...part} />
        <What {...part} />
        <Caller {...part} />
        <HowUrgent {...part} />
        <Patients {...part} />
        <Rest {...part} />
      </div>
      <div className={styles.known}>
        <WarningsAhead draft={draft} />
        <Duplicates draft={draft} onShow={call => go({ call, panel: 'call', list: undefined }, true)} />
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

/** A date without its time is an empty field to a script, and only the browser knows better: an old call would be received now. */
const halfTypedIn = (form: HTMLFormElement | null): FieldErrors =>
  Object.fromEntries(
    [...(form?.querySelectorAll('input') ?? [])].filter(input => input.validity.badInput).map(({ name }) => [name, 'time_half']),
  )

/** Whether a key there is a word of the call: a choice or a time is not yet. */
const writes = (target: EventTarget): boolean =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && /^(text|tel)$/.test(target.type))
