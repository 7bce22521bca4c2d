import { Button, Textarea } from '@mantine/core'
import { IconHourglass, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import styles from '../phone/phone.module.css'
import { keptQuery, useRoom, useSteps } from '../phone/room'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { useLimit } from '../platform/limits'
import { Mark } from '../platform/Mark'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import type { CallView, NoteView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { callDraft } from './drafts'
import own from './record.module.css'

const notesQuery = (call: number) =>
  keptQuery(['notes', call], async signal => {
    const notes: NoteView[] = []
    for (let after: number | undefined, more = true; more; ) {
      const page = await answered(
        api.GET('/api/calls/{id}/notes', { params: { path: { id: call }, query: { limit: 200, after } as never }, signal }),
      )
      notes.push(...page.items)
      after = page.next ?? undefined
      more = page.next !== null
    }
    return notes
  })

/** What was written on the call, messages with the dispatcher among it, the newest first; and a message back. */
export function Notes({ call }: { call: CallView }) {
  const { t, i18n } = useTranslation()
  const problemText = useProblemText()
  const { outbox } = useRoom()
  const { data, error } = useQuery(notesQuery(call.id))
  const waiting = useSteps().filter(step => step.action === 'notes' && step.thingId === call.id)
  const [text, setText] = useState('')
  const limit = useLimit()
  const time = (at: string) => timeOfDay(at, i18n.language, now())
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    void outbox.add(callDraft(call, 'notes', { text: text.trim(), kind: 'from_crew' }))
    setText('')
  }
  return (
    <section className={styles.part} aria-labelledby="notes">
      <h3 id="notes">{t('crew.notes')}</h3>
      <form onSubmit={send} className={own.message}>
        <Textarea
          size="md"
          autosize
          maxRows={6}
          aria-label={t('crew.message')}
          placeholder={t('crew.message')}
          {...limit('AddNoteRequest.Text', text)}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="md" leftSection={<IconSend className="turns" size={18} aria-hidden />} disabled={text.trim() === ''}>
          {t('crew.send')}
        </Button>
      </form>
      {error && <p role="alert">{problemText(error)}</p>}
      <ol className={`${styles.plain} ${own.notes}`}>
        {waiting.toReversed().map(step => (
          <li key={`waits-${step.id}`}>
            <span className={own.who}>
              {time(step.madeAt)} <Mark icon={IconHourglass} tone="high" word={t('phone.waits')} />
            </span>
            <bdi className={styles.text}>{String(step.body.text)}</bdi>
          </li>
        ))}
        {data?.toReversed().map(note => (
          <li key={note.id} data-kind={note.kind}>
            <span className={own.who}>
              {time(note.at)} {note.kind !== 'note' && <strong>{t(`crew.note_kind.${note.kind}`)}</strong>} {note.entered_by_name}
            </span>
            <bdi className={styles.text}>{note.text}</bdi>
          </li>
        ))}
      </ol>
    </section>
  )
}
