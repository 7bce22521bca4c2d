import { Alert, Button, Checkbox, Group, NativeSelect, NumberInput, PasswordInput, TagsInput, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { BothVersions } from './BothVersions'
import { type Problem, problemOf } from './problem'
import { disputed, errorOf, homeless, merged, patchOf, same, type Values } from './record'
import styles from './recordForm.module.css'
import { useProblemText } from './useProblemText'
import { useSending } from './useSending'
import { useWrongField } from './useWrongField'
import { useTranslation } from './words/useTranslation'

export interface Field {
  name: string
  label: string
  as?: 'line' | 'text' | 'email' | 'tel' | 'number' | 'tags' | 'tick' | 'date' | 'moment' | 'password' | 'choice'
  choices?: readonly { value: string; label: string }[]
  help?: string
  /** What the browser may fill in; a password is a new one unless it says otherwise. */
  autoComplete?: string
  required?: boolean
  /** The wire wants a number where the choice is a word. */
  id?: boolean
  /** A field that no input of the browser's is enough for. `met` is the value that the errors are about: it may have been changed since. */
  draw?: (value: unknown, set: (value: unknown) => void, error: string | undefined, errors: Problem['errors'], met: unknown) => ReactNode
  /** How its value is said when two versions are compared. */
  say?: (value: unknown) => string
}

interface Version {
  version: number
  values: Values
}

interface Props {
  fields: readonly Field[]
  initial: Values
  word: string
  /** Which field a problem's code is about, where the server names none. */
  about?: Readonly<Record<string, string>>
  /** For an edit: the version that is shown, and the way to the present one when somebody else was quicker. */
  edit?: { version: number; again: () => Promise<Version> }
  grave?: boolean
  onCancel?: () => void
  /** Gets all values, or for an edit the changed ones with the version they were made against; and all of them as they stand in the form. */
  onSend: (values: Record<string, unknown>, version: number | undefined, whole: Values) => Promise<void>
}

/** A record's fields with one button. Refusals stand beside their field; an edit that met another shows both and lets the person decide. */
export function RecordForm({ fields, initial, word, about = {}, edit, grave = false, onCancel, onSend }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const form = useRef<HTMLFormElement>(null)
  const [base, setBase] = useState({ version: edit?.version, values: initial })
  const [values, setValues] = useState<Values>(initial)
  const [theirs, setTheirs] = useState<Version | null>(null)
  const [tried, setTried] = useState(false)
  const [met, setMet] = useState<Values>({})
  const { busy, problem, send } = useSending()
  const toWrongField = useWrongField(form)
  // In a dialog the first field has the keyboard; on a page it stays where it is.
  useEffect(() => {
    if (form.current?.closest('dialog')) form.current.querySelector<HTMLElement>('input, select, textarea')?.focus()
  }, [])
  // What was saved, or is new to somebody who changed nothing, stands in the same fields: a form made anew would lose the keyboard. What
  // somebody typed while it was saved stays and is made against that; what they are typing otherwise meets the other version when it is sent.
  const sent = useRef<Values | null>(null)
  const taken = useRef<Values | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another version is news
  useEffect(() => {
    const before = sent.current ?? base.values
    if (edit && edit.version !== base.version && (sent.current !== null || same(values, before))) {
      setBase({ version: edit.version, values: initial })
      setValues(merged(before, values, initial))
      taken.current = initial
    }
    sent.current = null
  }, [edit?.version])
  const names = fields.map(field => field.name)
  const missing = (field: Field) => Boolean(field.required) && isEmpty(values[field.name])
  const at = problem ? about[problem.code] : undefined
  const errorAt = (field: Field) => {
    if (tried && missing(field)) return t('field.required')
    if (!problem || problem.code === 'precondition_failed') return undefined
    return errorOf(problem.errors, field.name) ?? (at === field.name ? problemText(problem) : undefined)
  }
  const loose = problem ? homeless(problem.errors, names) : []
  const general =
    problem && problem.code !== 'precondition_failed' && (Object.keys(problem.errors).length === 0 ? at === undefined : loose.length > 0)

  const sendAgainst = async (against: typeof base, now: Values) => {
    const body = edit ? patchOf(against.values, now) : { ...now }
    sent.current = Object.keys(body).length > 0 ? now : null
    taken.current = null
    const refused = await send(() => onSend(body, against.version, { ...against.values, ...now }))
    if (refused) {
      // The version that came meanwhile was another person's.
      const others = taken.current
      if (others) {
        setBase(against)
        setValues(held => merged(others, held, now))
      }
      sent.current = null
      setMet(now)
    }
    if (refused?.code === 'precondition_failed' && edit) {
      try {
        setTheirs(await edit.again())
      } catch (failure) {
        await send(() => Promise.reject(problemOf(failure)))
      }
      return
    }
    if (refused) {
      toWrongField()
      return
    }
    setTheirs(null)
    setTried(false)
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setTried(true)
    if (busy) return
    if (fields.some(missing)) {
      toWrongField()
      return
    }
    void sendAgainst(base, values)
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className={styles.form}>
      {general && problem && (
        <Alert color="red" variant="outline" role="alert" className={styles.said}>
          {loose.length > 0 ? loose.join(' ') : problemText(problem)}
        </Alert>
      )}
      {theirs && (
        <BothVersions
          fields={fields}
          names={disputed(base.values, values, theirs.values)}
          mine={values}
          theirs={theirs.values}
          busy={busy}
          onMine={() => {
            const now = merged(base.values, values, theirs.values)
            setValues(now)
            setBase(theirs)
            void sendAgainst(theirs, now)
          }}
          onTheirs={() => {
            setValues(theirs.values)
            setBase(theirs)
            setTheirs(null)
          }}
        />
      )}
      <div className={styles.fields}>
        {fields.map(field => (
          <One
            key={field.name}
            field={field}
            value={values[field.name]}
            error={errorAt(field)}
            errors={problem?.errors ?? {}}
            met={met[field.name]}
            onChange={value => setValues(before => ({ ...before, [field.name]: value }))}
          />
        ))}
      </div>
      <Group justify="end" gap="xs">
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('back')}
          </Button>
        )}
        <Button type="submit" loading={busy} disabled={theirs !== null} color={grave ? 'var(--critical-solid)' : undefined}>
          {word}
        </Button>
      </Group>
    </form>
  )
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

function One({
  field,
  value,
  error,
  errors,
  met,
  onChange,
}: {
  field: Field
  value: unknown
  error: string | undefined
  errors: Problem['errors']
  met: unknown
  onChange: (value: unknown) => void
}) {
  const { t } = useTranslation()
  if (field.draw) return field.draw(value, onChange, error, errors, met)
  const label = field.required || field.as === 'tick' ? field.label : `${field.label} (${t('optional')})`
  const shared = {
    label,
    description: field.help,
    error,
    'aria-invalid': error !== undefined,
    required: Boolean(field.required),
    withAsterisk: false,
    // Fields beside each other stand in one line, whether they need help or not.
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  // Authenticators show a code with a gap in it, as it is read out.
  const isCode = field.autoComplete === 'one-time-code'
  const take = ({ currentTarget }: { currentTarget: { value: string } }) => {
    const typed = isCode ? currentTarget.value.replace(/\D/g, '') : currentTarget.value
    onChange(typed === '' ? null : typed)
  }
  switch (field.as) {
    case 'choice':
      return (
        <NativeSelect
          {...shared}
          value={text}
          onChange={event => {
            const chosen = event.currentTarget.value
            onChange(chosen === '' ? null : field.id ? Number(chosen) : chosen)
          }}
          data={[...(field.required && text !== '' ? [] : [{ value: '', label: '' }]), ...(field.choices ?? [])]}
        />
      )
    case 'tick':
      return (
        <Checkbox
          label={label}
          description={field.help}
          error={error}
          checked={value === true}
          onChange={event => onChange(event.currentTarget.checked)}
        />
      )
    case 'number':
      return <NumberInput {...shared} hideControls value={text} onChange={typed => onChange(typed === '' ? null : Number(typed))} />
    case 'tags':
      return (
        <TagsInput {...shared} value={(value as string[] | undefined) ?? []} onChange={onChange} comboboxProps={{ withinPortal: false }} />
      )
    case 'text':
      return <Textarea {...shared} autosize minRows={2} value={text} onChange={take} />
    case 'password':
      return <PasswordInput {...shared} autoComplete={field.autoComplete ?? 'new-password'} value={text} onChange={take} />
    default:
      return (
        <TextInput
          {...shared}
          type={typeOf(field.as)}
          {...(isCode ? { inputMode: 'numeric' as const } : {})}
          autoComplete={field.autoComplete ?? 'off'}
          {...(field.as === 'moment' ? { step: 60 } : {})}
          value={text}
          onChange={take}
        />
      )
  }
}

const typeOf = (as: Field['as']): string => (as === 'moment' ? 'datetime-local' : as === undefined || as === 'line' ? 'text' : as)
