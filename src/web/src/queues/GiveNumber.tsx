import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { useLimit } from '../platform/limits'
import type { Consideration, JoinedView, QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { forecastText } from './forecast'
import styles from './giveNumber.module.css'
import { LevelChoice } from './LevelChoice'

const considerations: readonly Consideration[] = ['person_with_disability', 'pregnant', 'older_person', 'with_child']

interface Props {
  /** Those of which a number may be given here; the first one is proposed. */
  queues: readonly QueueView[]
  onClose: () => void
}

/** A number for whoever stands before the desk: asked for in one form, then shown large, to be read out and printed. */
export function GiveNumber({ queues, onClose }: Props) {
  const [given, setGiven] = useState<JoinedView | null>(null)
  return given ? (
    <Given given={given} onAnother={() => setGiven(null)} onClose={onClose} />
  ) : (
    <Asked queues={queues} onGiven={setGiven} onClose={onClose} />
  )
}

function Asked({ queues, onGiven, onClose }: Props & { onGiven: (given: JoinedView) => void }) {
  const { t } = useTranslation()
  const limit = useLimit()
  const [chosen, setChosen] = useState(queues[0]?.id)
  const [name, setName] = useState('')
  const [level, setLevel] = useState<number | null>(null)
  const [consideration, setConsideration] = useState('')
  const [emergency, setEmergency] = useState(false)
  const queue = queues.find(one => one.id === chosen)
  // Whom nobody has classed is of the last class, as the server has it.
  const place = queue?.levels.find(one => one.place === level)?.place ?? queue?.levels.at(-1)?.place ?? null
  const send = async () => {
    const given = await answered(
      api.POST('/api/queues/{id}/tickets', {
        params: { path: { id: chosen ?? 0 } },
        headers: pressed(),
        body: {
          emergency,
          ...(name.trim() === '' ? {} : { name: name.trim() }),
          ...(place === null ? {} : { priority: place }),
          ...(consideration === '' ? {} : { consideration: consideration as Consideration }),
        },
      }),
    )
    say(t('queue.give.given', { number: given.ticket_number }))
    onGiven(given)
  }
  return (
    <AskDialog
      title={queues.length === 1 && queue ? `${t('queue.give.title')}: ${queue.code} ${queue.name}` : t('queue.give.title')}
      word={t('queue.give.title')}
      ready={queue !== undefined}
      problems="queue.problem"
      onClose={onClose}
      onDone={() => {}}
      onSend={send}
    >
      {(_, errors) => (
        <>
          {queues.length > 1 && (
            <NativeSelect
              label={t('queue.fact.queue')}
              value={String(chosen ?? '')}
              onChange={event => setChosen(Number(event.currentTarget.value))}
              data={queues.map(one => ({ value: String(one.id), label: `${one.code} ${one.name}` }))}
            />
          )}
          <TextInput
            label={`${t('queue.fact.name')} (${t('optional')})`}
            {...limit('JoinRequest.Name', name)}
            autoFocus
            autoComplete="off"
            value={name}
            error={errors.name?.[0]}
            onChange={event => setName(event.currentTarget.value)}
          />
          {queue && <LevelChoice levels={queue.levels} value={place} error={errors.priority?.[0]} onChange={setLevel} />}
          <NativeSelect
            label={`${t('queue.field.consideration')} (${t('optional')})`}
            description={t('queue.field.consideration_help')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={consideration}
            onChange={event => setConsideration(event.currentTarget.value)}
            data={[{ value: '', label: '' }, ...considerations.map(one => ({ value: one, label: t(`queue.consideration.${one}`) }))]}
          />
          <Checkbox label={t('queue.field.emergency')} checked={emergency} onChange={event => setEmergency(event.currentTarget.checked)} />
        </>
      )}
    </AskDialog>
  )
}

/** What the patient is told. The page that is printed, and the way of a phone to it, are known this once. */
function Given({ given, onAnother, onClose }: { given: JoinedView; onAnother: () => void; onClose: () => void }) {
  const { t } = useTranslation()
  const forecast = forecastText(given.forecast, t)
  return (
    <Dialog title={t('queue.give.title')} onClose={onClose}>
      <Stack gap="sm">
        <p className={styles.number}>
          <bdi>{given.ticket_number}</bdi>
        </p>
        <p>
          {t('queue.give.ahead', { count: given.ahead })}
          {forecast && ` · ${t('queue.give.wait', { forecast })}`}
        </p>
        <p className={styles.soft}>{t('queue.give.print_help')}</p>
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('close')}
          </Button>
          <Button variant="default" onClick={onAnother}>
            {t('queue.give.another')}
          </Button>
          <Button
            autoFocus
            leftSection={<IconPrinter size={16} aria-hidden />}
            onClick={() => window.open(`/ticket/${given.token}/print`, '_blank', 'noopener')}
          >
            {t('reports.print')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
