import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { say } from './announce'
import { Dialog } from './Dialog'
import { Problem, problemOf } from './problem'
import { useProblemText } from './useProblemText'
import { useTranslation } from './words/useTranslation'

interface Props {
  title: string
  help?: string | undefined
  /** What the button that sends it says. */
  word: string
  grave?: boolean
  /** Must be typed before it can be done, for what cannot be taken back. */
  typed?: string
  /** Nothing is to be filled in: a key held down, or pressed twice, must not send what is asked once, so the way back has the keyboard. */
  backFirst?: boolean
  /** Whether every field holds what can be sent. */
  ready?: boolean
  /** Out of sight for a while, with what was filled in, because something behind it is pressed. */
  aside?: boolean
  /** Where the page keeps sentences of its own for refusals (`useProblemText`). */
  problems?: string
  onClose: () => void
  /** When it was done; it closes where nothing else is said. */
  onDone?: () => void
  /** A `Problem`, whether it comes back or is thrown, is a refusal. */
  onSend: () => Promise<unknown>
  /** The fields; told whether sending was tried, so that what is missing is said then and not before, and what the server said of each. */
  children?: ((tried: boolean, errors: Problem['errors']) => ReactNode) | undefined
}

/** Asks once more, or for what is needed: sends once, and stays open with the reason when it is refused. */
export function AskDialog({
  title,
  help,
  word,
  grave = false,
  typed,
  ready = true,
  aside = false,
  problems,
  onClose,
  onDone = onClose,
  onSend,
  children,
  backFirst = children === undefined && typed === undefined,
}: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText(problems)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  // Who left while it was on its way is told all the same that it was refused.
  const there = useRef(true)
  useEffect(() => {
    there.current = true
    return () => {
      there.current = false
    }
  }, [])
  const kept = typed !== undefined && said !== typed
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    // A form that this stands in was not sent.
    event.stopPropagation()
    setTried(true)
    if (busy || !ready || kept) return
    setBusy(true)
    setProblem(null)
    const found = await onSend().catch(problemOf)
    setBusy(false)
    if (found instanceof Problem && there.current) setProblem(found)
    else if (found instanceof Problem) say(t('action.refused', { action: title, reason: problemText(found) }), 'refused')
    else if (there.current || onDone !== onClose) onDone()
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
          {children?.(tried, problem?.errors ?? {})}
          {typed !== undefined && (
            <TextInput
              label={t('admin.type_to_confirm', { typed })}
              autoComplete="off"
              autoFocus
              value={said}
              onChange={event => setSaid(event.currentTarget.value)}
            />
          )}
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose} autoFocus={backFirst}>
              {t('back')}
            </Button>
            <Button type="submit" loading={busy} disabled={kept} color={grave ? 'var(--critical-solid)' : undefined}>
              {word}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
