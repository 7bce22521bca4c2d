import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './Dialog'
import { useProblemText } from './useProblemText'
import { useSending } from './useSending'

interface Props {
  title: string
  question: string
  word: string
  grave?: boolean
  /** Must be typed before it can be done, for what cannot be taken back. */
  typed?: string
  onClose: () => void
  onDo: () => Promise<void>
}

/** Asks once more; stays open with the reason when it is refused. */
export function Confirm({ title, question, word, grave = false, typed, onClose, onDo }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const [said, setSaid] = useState('')
  const { busy, problem, send } = useSending()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (typed !== undefined && said !== typed) return
    if ((await send(onDo)) === null) onClose()
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
          <p>{question}</p>
          {typed !== undefined && (
            <TextInput
              label={t('admin.type_to_confirm', { typed })}
              autoComplete="off"
              value={said}
              onChange={event => setSaid(event.currentTarget.value)}
            />
          )}
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose} autoFocus={typed === undefined}>
              {t('back')}
            </Button>
            <Button
              type="submit"
              loading={busy}
              disabled={typed !== undefined && said !== typed}
              color={grave ? 'var(--critical-solid)' : undefined}
            >
              {word}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
