import { Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { act } from '../platform/api'
import { useLimit } from '../platform/limits'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import type { QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { GiveNumber } from './GiveNumber'
import styles from './queues.module.css'
import { logKey } from './StatusLog'

/** Gives numbers of a queue; opens, pauses and closes it, as the server offers it, with a note for whoever reads the log. */
export function QueueActions({ queue }: { queue: QueueView }) {
  const { t } = useTranslation()
  const user = useUser()
  const [asking, setAsking] = useState<string | null>(null)
  const [giving, setGiving] = useState(false)
  return (
    <div className={styles.actions}>
      {may(user, 'queues.serve') && (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          aria-label={`${t('queue.give.title')}: ${queue.code}`}
          onClick={() => setGiving(true)}
        >
          {t('queue.give.title')}
        </Button>
      )}
      {queue.actions.map(action => (
        <Button
          key={action}
          size="compact-md"
          variant={action === 'open' || action === 'resume' ? 'filled' : 'default'}
          c={action === 'shut' ? 'var(--critical)' : undefined}
          aria-label={`${t(`queue.queue_action.${action}`, { defaultValue: action })}: ${queue.code}`}
          onClick={() => setAsking(action)}
        >
          {t(`queue.queue_action.${action}`, { defaultValue: action })}
        </Button>
      ))}
      {giving && <GiveNumber queues={[queue]} onClose={() => setGiving(false)} />}
      {asking && <Noted queue={queue} action={asking} onClose={() => setAsking(null)} />}
    </div>
  )
}

function Noted({ queue, action, onClose }: { queue: QueueView; action: string; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const limit = useLimit()
  const [notes, setNotes] = useState('')
  const word = t(`queue.queue_action.${action}`, { defaultValue: action })
  return (
    <AskDialog
      title={`${word}: ${queue.code} ${queue.name}`}
      help={t(`queue.queue_help.${action}`, { defaultValue: '' }) || undefined}
      word={word}
      grave={action === 'shut'}
      problems="queue.problem"
      onClose={onClose}
      onSend={async () => {
        const after = await act<QueueView>('queues', queue.id, action, notes.trim() === '' ? {} : { notes: notes.trim() })
        say(t('queue.stands_now', { queue: queue.code, state: t(`queue.queue_state.${after.state}`) }))
        void queries.invalidateQueries({ queryKey: ['queues'] })
        void queries.invalidateQueries({ queryKey: logKey(queue.id) })
      }}
    >
      {(_, errors) => (
        <TextInput
          label={`${t('queue.note')} (${t('optional')})`}
          {...limit('DayRequest.Notes', notes)}
          autoFocus
          autoComplete="off"
          value={notes}
          error={errors.notes?.[0]}
          onChange={event => setNotes(event.currentTarget.value)}
        />
      )}
    </AskDialog>
  )
}
