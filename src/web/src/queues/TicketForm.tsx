import { ActionIcon, Button, Checkbox, NumberInput, Radio, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { type LimitName, useLimit } from '../platform/limits'
import type { Outcome, QueueView, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { type Ask, asksOf, bodyOf, grave, missingIn, type Values } from './asks'
import { useFollowing, useStatus } from './following'
import { useHands } from './hands'
import { LevelChoice } from './LevelChoice'
import styles from './ticketForm.module.css'
import { othersOf } from './tickets'

const outcomes: readonly Outcome[] = ['discharged', 'admitted', 'referred', 'treated', 'dispensed', 'left_against_advice', 'died', 'other']

/** What staff mostly write, one press each. */
const suggestions: Readonly<Record<string, readonly string[]>> = {
  hold: ['xray', 'laboratory', 'away', 'form'],
  cancel: ['left', 'mistake'],
}

/** Asks for what a key needs, and stays open with the reason when it is refused. */
export function TicketForm({ ticket, action, onClose }: { ticket: TicketView; action: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { queues } = useFollowing()
  const { press } = useHands()
  const asked = asksOf(action)
  const [values, setValues] = useState<Values>({
    reason: '',
    back_in_minutes: null,
    queue_id: null,
    queue_ids: ticket.next_queues,
    priority: ticket.level.place,
    emergency: ticket.emergency,
    outcome: null,
  })
  const set = (change: Partial<Values>) => setValues(before => ({ ...before, ...change }))
  const missing = missingIn(asked, values)
  const word = t(`queue.action.${action}`)
  return (
    <AskDialog
      title={`${word}: ${ticket.number}`}
      help={t(`queue.help.${action}`, { defaultValue: '' }) || undefined}
      word={word}
      grave={grave.has(action)}
      ready={missing === undefined}
      problems="queue.problem"
      onClose={onClose}
      onSend={() => press(ticket, action, bodyOf(asked, values))}
    >
      {(tried, errors) =>
        asked.map((ask, index) => (
          <Field
            key={ask.name}
            ask={ask}
            action={action}
            first={index === 0}
            ticket={ticket}
            queues={queues}
            values={values}
            error={errors[ask.name]?.[0] ?? (tried && missing === ask.name ? t('field.required') : undefined)}
            onChange={set}
          />
        ))
      }
    </AskDialog>
  )
}

interface FieldProps {
  ask: Ask
  action: string
  first: boolean
  ticket: TicketView
  queues: readonly QueueView[]
  values: Values
  error: string | undefined
  onChange: (change: Partial<Values>) => void
}

function Field({ ask, action, first, ticket, queues, values, error, onChange }: FieldProps) {
  const { t } = useTranslation()
  switch (ask.name) {
    case 'reason':
      return <Reason {...{ action, first, value: values.reason, error }} onChange={reason => onChange({ reason })} />
    case 'back_in_minutes':
      return (
        <NumberInput
          label={`${t('queue.field.back_in_minutes')} (${t('optional')})`}
          description={t('queue.field.back_help')}
          min={1}
          max={1440}
          allowDecimal={false}
          value={values.back_in_minutes ?? ''}
          error={error}
          onChange={minutes => onChange({ back_in_minutes: typeof minutes === 'number' ? minutes : null })}
        />
      )
    case 'emergency':
      return (
        <Checkbox
          label={t('queue.field.emergency')}
          checked={values.emergency}
          onChange={event => onChange({ emergency: event.currentTarget.checked })}
        />
      )
    case 'priority': {
      const levels = queues.find(queue => queue.id === ticket.queue_id)?.levels ?? [ticket.level]
      return <LevelChoice {...{ levels, first, error }} value={values.priority} onChange={priority => onChange({ priority })} />
    }
    case 'outcome':
      return (
        <Radio.Group
          label={`${t('queue.field.outcome')} (${t('optional')})`}
          error={error}
          value={values.outcome ?? ''}
          onChange={outcome => onChange({ outcome: outcome === '' ? null : outcome })}
        >
          <div className={styles.outcomes}>
            {['', ...outcomes].map(outcome => (
              <Radio
                key={outcome}
                value={outcome}
                autoFocus={first && outcome === ''}
                label={outcome === '' ? t('queue.outcome.none') : t(`queue.outcome.${outcome}`)}
              />
            ))}
          </div>
        </Radio.Group>
      )
    case 'queue_id':
      return (
        <Radio.Group
          label={t('queue.field.queue_id')}
          error={error}
          value={String(values.queue_id ?? '')}
          onChange={queue => onChange({ queue_id: Number(queue) })}
        >
          <Stack gap={8} mt={6}>
            {othersOf(queues, ticket).length === 0 && <p>{t('queue.no_other')}</p>}
            {othersOf(queues, ticket).map((queue, index) => (
              <Radio
                key={queue.id}
                value={String(queue.id)}
                autoFocus={first && index === 0}
                label={<QueueName queue={queue} />}
                description={<Stands queue={queue} />}
              />
            ))}
          </Stack>
        </Radio.Group>
      )
    case 'queue_ids':
      return <Steps {...{ ticket, queues, error }} chosen={values.queue_ids} onChange={queue_ids => onChange({ queue_ids })} />
  }
}

const limitOf = (action: string): LimitName =>
  action === 'hold' ? 'HoldTicketRequest.Reason' : action === 'cancel' ? 'ReasonRequest.Reason' : 'PriorityRequest.Reason'

function Reason({
  action,
  first,
  value,
  error,
  onChange,
}: {
  action: string
  first: boolean
  value: string
  error: string | undefined
  onChange: (reason: string) => void
}) {
  const { t } = useTranslation()
  const limit = useLimit()
  const some = suggestions[action] ?? []
  return (
    <>
      <TextInput
        label={`${t('field.reason')} (${t('optional')})`}
        {...limit(limitOf(action), value)}
        autoFocus={first}
        autoComplete="off"
        value={value}
        error={error}
        onChange={event => onChange(event.currentTarget.value)}
      />
      {some.length > 0 && (
        <div className={styles.suggestions}>
          {some.map(one => (
            <Button key={one} size="compact-sm" variant="default" onClick={() => onChange(t(`queue.reason.${one}`))}>
              {t(`queue.reason.${one}`)}
            </Button>
          ))}
        </div>
      )}
    </>
  )
}

function QueueName({ queue }: { queue: QueueView }) {
  return (
    <>
      <strong>{queue.code}</strong> <bdi>{queue.name}</bdi>
    </>
  )
}

/** As the channel tells it where the queue is followed, else as it was last asked for. */
function Stands({ queue }: { queue: QueueView }) {
  const { t } = useTranslation()
  const status = useStatus(queue.id)
  const state = t(`queue.queue_state.${status?.state ?? queue.state}`)
  return <>{`${state} · ${t('queue.waiting_count', { count: status?.total_waiting ?? queue.waiting })}`}</>
}

/** Where they go after this queue, one after the other. */
function Steps({
  ticket,
  queues,
  chosen,
  error,
  onChange,
}: {
  ticket: TicketView
  queues: readonly QueueView[]
  chosen: readonly number[]
  error: string | undefined
  onChange: (chosen: readonly number[]) => void
}) {
  const { t } = useTranslation()
  const site = queues.find(queue => queue.id === ticket.queue_id)?.site_id
  const here = queues.filter(queue => queue.site_id === site).toSorted((a, b) => a.code.localeCompare(b.code))
  const nameOf = (id: number) => {
    const queue = here.find(one => one.id === id)
    return queue ? `${queue.code} ${queue.name}` : `#${id}`
  }
  return (
    <div className={styles.steps}>
      {chosen.length === 0 ? (
        <p className={styles.soft}>{t('queue.no_steps')}</p>
      ) : (
        <ol>
          {chosen.map((id, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same queue may come twice, and a step is nothing but its place
            <li key={index}>
              <bdi>{nameOf(id)}</bdi>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('queue.remove_step', { number: index + 1, queue: nameOf(id) })}
                onClick={() => onChange(chosen.filter((_, at) => at !== index))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ol>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: buttons under one name, and no fields */}
      <div role="group" aria-label={t('queue.add_step')} className={styles.suggestions}>
        {here.map(({ id }, index) => (
          <Button
            key={id}
            size="compact-sm"
            variant="default"
            autoFocus={index === 0}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...chosen, id])}
          >
            {nameOf(id)}
          </Button>
        ))}
      </div>
      {error && <p role="alert">{error}</p>}
    </div>
  )
}
