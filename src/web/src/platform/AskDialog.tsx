import { Alert, Button, Group, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './Dialog'
import type { Problem } from './problem'
import { useProblemText } from './useProblemText'

interface Props {
  title: string
  help?: string | undefined
  /** What the button that sends it says. */
  word: string
  grave?: boolean
  /** Nothing is to be filled in: a key held down, or pressed twice, must not send what is asked once, so the way back has the keyboard. */
  backFirst?: boolean
  /** Whether every field holds what can be sent. */
  ready: boolean
  /** Out of sight for a while, with what was filled in, because something behind it is pressed. */
  aside?: boolean
  /** Where the page keeps sentences of its own for refusals (`useProblemText`). */
  problems?: string
  onClose: () => void
  onSend: () => Promise<Problem | null>
  /** The fields; told whether sending was tried, so that what is missing is said then and not before, and what the server said of each. */
  children: (tried: boolean, errors: Problem['errors']) => ReactNode
}

/** A form over the page: sends once, and stays open with the reason when it is refused. */
export function AskDialog({
  title,
  help,
  word,
  grave = false,
  backFirst = false,
  ready,
  aside = false,
  problems,
  onClose,
  onSend,
  children,
}: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText(problems)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (busy || !ready) return
    setBusy(true)
    try {
      const refused = await onSend()
      if (refused) setProblem(refused)
      else onClose()
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={title} aside={aside} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem && (
            <Alert color="red" variant="outline" role="alert">
              {problemText(problem)}
            </Alert>
          )}
          {help && <p>{help}</p>}
          {children(tried, problem?.errors ?? {})}
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose} autoFocus={backFirst}>
              {t('back')}
            </Button>
            <Button type="submit" loading={busy} color={grave ? 'var(--critical-solid)' : undefined}>
              {word}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
