import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, Fragment, type ReactNode, useState } from 'react'
import { type Ask, bodyOf, grave, limitOf, wrongWith } from '../dispatch/asks'
import { useLimit } from '../platform/limits'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './askForm.module.css'
import { Sheet } from './Sheet'
import type { Draft } from './step'
import { stepWord } from './stepWord'

/** What a field of a form is drawn from. */
export interface Asked {
  ask: Ask
  label: string
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

interface Props {
  /** To what it is done, as routes call it. */
  thing: string
  action: string
  /** The same as people call it. */
  name: string
  asks: readonly Ask[]
  /** What is to be known before it is answered. */
  said?: string
  /** A question that this phone asks in a way of its own; undefined for all others. */
  own?: (asked: Asked) => ReactNode | undefined
  onAnswer: (body: Draft['body']) => void
  onClose: () => void
}

/** The questions of the board's forms (`asks.ts`), in fields for a thumb. What is answered is put aside for sending at once. */
export function AskForm({ thing, action, name, asks, said, own, onAnswer, onClose }: Props) {
  const { t } = useTranslation()
  const [values, setValues] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const word = stepWord(t, thing, action)
  const wrong = (ask: Ask) => wrongWith(ask, values)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (asks.some(wrong)) return
    onAnswer(bodyOf(asks, values))
    onClose()
  }
  return (
    <Sheet title={`${word}: ${name}`} onClose={onClose}>
      <form onSubmit={submit} noValidate className={styles.form}>
        {said && <p>{said}</p>}
        {asks
          // What means nothing yet is not asked yet.
          .filter(ask => !ask.needs || values[ask.needs])
          .map(ask => {
            const asked: Asked = {
              ask,
              label: t(`field.${ask.word ?? (ask.as === 'minutes' ? 'minutes' : ask.name)}`),
              value: values[ask.name] ?? '',
              error: tried && wrong(ask) ? t(`field.${wrong(ask)}`, { ...limitOf(ask) }) : undefined,
              onChange: value => setValues(before => ({ ...before, [ask.name]: value })),
            }
            const special = own?.(asked)
            return special === undefined ? <Field key={ask.name} {...asked} /> : <Fragment key={ask.name}>{special}</Fragment>
          })}
        <div className={styles.send}>
          <Button type="submit" fullWidth h="4rem" fz="1.125rem" color={grave.has(action) ? 'var(--critical-solid)' : undefined}>
            {word}
          </Button>
        </div>
      </form>
    </Sheet>
  )
}

function Field({ ask, label, value, error, onChange }: Asked) {
  const { t } = useTranslation()
  const limit = useLimit()
  const { as, required } = ask
  if (typeof as !== 'string')
    return (
      <NativeSelect
        size="lg"
        label={label}
        value={value}
        onChange={event => onChange(event.currentTarget.value)}
        data={[
          { value: '', label: required ? '' : t('phone.none_of_these') },
          ...as.map(one => ({ value: one, label: t(`choice.${one}`) })),
        ]}
        error={error}
      />
    )
  if (as === 'time')
    return (
      <TextInput
        size="lg"
        type="datetime-local"
        label={label}
        description={required ? undefined : t('optional')}
        value={value}
        onChange={event => onChange(event.currentTarget.value)}
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
      onChange={event => onChange(number ? event.currentTarget.value.replace(/\D/g, '') : event.currentTarget.value)}
      {...held}
      description={[required ? '' : t('optional'), held.description].filter(Boolean).join(' · ') || undefined}
      error={error ?? held.error}
    />
  )
}
