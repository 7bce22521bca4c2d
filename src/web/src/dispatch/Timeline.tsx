import { Checkbox, Skeleton, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { say } from '../platform/announce'
import { act, answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { useUser } from '../platform/session'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import type { TimelineLine } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import panel from './panel.module.css'
import styles from './timeline.module.css'

/** Lines that only repeat what a unit's own line says: the call's state follows its units. */
const derived = new Set(['dispatch.call_dispatched', 'dispatch.call_progressed'])

/** Written down more than a minute after it happened: then the time of writing is shown as well. */
const late = 60_000

/** What happened to the call, newest first, corrections with both values; asked for again with every news of it. */
export function Timeline({ id, crewed }: { id: number; crewed: boolean }) {
  const { t } = useTranslation()
  const user = useUser()
  const { data, isPending } = useQuery({
    queryKey: ['call', id, 'timeline'],
    queryFn: ({ signal }) => answered(api.GET('/api/calls/{id}/timeline', { params: { path: { id } }, signal })),
  })
  const lines = data?.items.filter(line => !derived.has(line.what)).toReversed() ?? []
  return (
    <section aria-labelledby="timeline">
      <h3 id="timeline">{t('call.timeline')}</h3>
      {user?.permissions['calls.notes'] && <NewNote id={id} crewed={crewed} />}
      {isPending ? (
        <Skeleton height="4rem" />
      ) : lines.length === 0 ? (
        <p className={panel.soft}>{t('call.no_timeline')}</p>
      ) : (
        <ol className={styles.entries}>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id; they only ever grow at the top
            <Line key={lines.length - index} line={line} />
          ))}
        </ol>
      )}
    </section>
  )
}

function Line({ line }: { line: TimelineLine }) {
  const { t, i18n } = useTranslation()
  const time = (at: string) => timeOfDay(at, i18n.language, now())
  const { stamp } = line
  const word = line.what.slice(line.what.lastIndexOf('.') + 1)
  return (
    <li data-undone={stamp?.undone_at ? '' : undefined}>
      <time dateTime={line.at}>{time(line.at)}</time>
      <span className={styles.what}>
        {line.unit_number && <strong>{line.unit_number}</strong>}{' '}
        {line.text === null ? t(`event.${word}`, { defaultValue: word.replaceAll('_', ' ') }) : null}
        {line.text !== null && <bdi className={styles.note}>{line.text}</bdi>}
        {stamp?.previous_at && <span className={panel.soft}>{t('timeline.was', { time: time(stamp.previous_at) })}</span>}
        {stamp?.undone_at && <span className={panel.soft}>{t('timeline.undone')}</span>}
        {stamp?.reason && <bdi className={panel.soft}>{stamp.reason}</bdi>}
        {Date.parse(line.recorded_at) - Date.parse(line.at) > late && (
          <span className={panel.soft}>{t('timeline.entered', { time: time(line.recorded_at) })}</span>
        )}
      </span>
      <span className={styles.who}>{line.actor_name ?? t(`timeline.${line.actor}`, { defaultValue: line.actor })}</span>
    </li>
  )
}

/** One line, sent by Enter: what a dispatcher writes down while talking. */
function NewNote({ id, crewed }: { id: number; crewed: boolean }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const [text, setText] = useState('')
  const [toCrew, setToCrew] = useState(false)
  const [busy, setBusy] = useState(false)
  const word = t(toCrew ? 'timeline.to_crew' : 'timeline.note')
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || text.trim() === '') return
    setBusy(true)
    try {
      await act('calls', id, 'notes', { text: text.trim(), kind: toCrew ? 'to_crew' : 'note' })
      setText('')
      say(t(toCrew ? 'timeline.to_crew_done' : 'timeline.noted'))
    } catch (problem) {
      say(t('action.refused', { action: t('timeline.note'), reason: problemText(problem) }), 'refused')
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={send} className={styles.new}>
      <TextInput
        size="xs"
        aria-label={word}
        placeholder={word}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        maxLength={4000}
        autoComplete="off"
        disabled={busy}
      />
      {crewed && (
        <Checkbox size="xs" label={t('timeline.to_crew')} checked={toCrew} onChange={event => setToCrew(event.currentTarget.checked)} />
      )}
    </form>
  )
}
