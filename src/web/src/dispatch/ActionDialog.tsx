import { Alert, Button, Group, NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../platform/Dialog'
import type { Problem } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import { type Ask, bodyOf, wrongWith } from './asks'
import { byUrgency, isOpen, placeOf } from './callOrder'
import { useDesk } from './desk'

interface Props {
  title: string
  /** The action's own word: the button says what it does. */
  word: string
  asks: readonly Ask[]
  onClose: () => void
  onSend: (body: object) => Promise<Problem | null>
}

/** Asks for what an action needs, and stays open with the reason when it is refused. */
export function ActionDialog({ title, word, asks, onClose, onSend }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const [values, setValues] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const wrong = (ask: Ask) => wrongWith(ask, values[ask.name])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (asks.some(wrong)) return
    setBusy(true)
    try {
      const refused = await onSend(bodyOf(asks, values))
      if (refused) setProblem(refused)
      else onClose()
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem && (
            <Alert color="red" variant="outline" role="alert">
              {problemText(problem)}
            </Alert>
          )}
          {asks.map((ask, index) => (
            <Field
              key={ask.name}
              ask={ask}
              first={index === 0}
              value={values[ask.name] ?? ''}
              error={problem?.errors[ask.name]?.[0] ?? (tried && wrong(ask) ? t(`field.${wrong(ask)}`) : undefined)}
              onChange={value => setValues(before => ({ ...before, [ask.name]: value }))}
            />
          ))}
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('back')}
            </Button>
            <Button type="submit" loading={busy}>
              {word}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

interface FieldProps {
  ask: Ask
  first: boolean
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

function Field({ ask, first, value, error, onChange }: FieldProps) {
  const { t } = useTranslation()
  const choices = useChoices(ask)
  const shared = {
    label: t(`field.${ask.as === 'minutes' ? 'minutes' : ask.name}`) + (ask.required ? '' : ` (${t('optional')})`),
    error,
    autoFocus: first,
  }
  const take = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  if (choices) return <NativeSelect {...shared} value={value} onChange={take} data={['', ...choices]} />
  if (ask.as === 'minutes')
    return <NumberInput {...shared} min={1} max={720} value={value} onChange={minutes => onChange(String(minutes))} />
  if (ask.as === 'text') return <Textarea {...shared} autosize minRows={3} value={value} onChange={take} />
  return <TextInput {...shared} type={ask.as === 'time' ? 'datetime-local' : 'text'} step={1} value={value} onChange={take} />
}

function useChoices(ask: Ask): { value: string; label: string }[] | null {
  const { t } = useTranslation()
  const { board } = useDesk()
  if (Array.isArray(ask.as)) return ask.as.map(value => ({ value, label: t(`choice.${value}`) }))
  if (ask.as === 'priority')
    return ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'].map(priority => ({ value: priority, label: t(`priority.${priority}`) }))
  if (ask.as === 'hospital') return board.hospitals.all().map(hospital => ({ value: String(hospital.id), label: hospital.name }))
  if (ask.as === 'call')
    return board.calls
      .all()
      .filter(isOpen)
      .toSorted(byUrgency)
      .map(call => ({ value: String(call.id), label: `${call.call_id} ${placeOf(call.location)}` }))
  return null
}
