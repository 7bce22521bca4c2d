import { ActionIcon, Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { siteChoices } from '../people/sites'
import type { Field } from '../platform/RecordForm'
import type { DeskView, QueueView, ScaleView, SiteView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './setup.module.css'

const schemes: readonly QueueView['scheme'][] = ['fifo', 'strict', 'credits']
const tells: readonly QueueView['tells'][] = ['site', 'followers']
const kinds: readonly DeskView['kind'][] = ['room', 'counter', 'window', 'bay']
const rules: readonly DeskView['rule'][] = ['first_in_line', 'first_queue']

/** What a person writes of a queue. Its code is its for good: it stands on numbers that people hold. */
export const queueFields = (
  t: TFunction,
  scales: readonly ScaleView[] | undefined,
  sites: readonly SiteView[],
  isNew: boolean,
): Field[] => [
  ...(isNew
    ? [
        { name: 'site_id', label: t('admin.site'), as: 'choice' as const, id: true, required: true, choices: siteChoices(sites) },
        { name: 'code', label: t('queue.setup.code'), required: true, help: t('queue.setup.code_help') },
      ]
    : []),
  { name: 'name', label: t('account.name'), required: true },
  {
    name: 'scheme',
    label: t('queue.setup.order'),
    as: 'choice',
    required: true,
    help: t('queue.setup.order_help'),
    choices: schemes.map(scheme => ({ value: scheme, label: t(`queue.scheme.${scheme}`) })),
  },
  {
    name: 'scale',
    label: t('queue.setup.scale'),
    as: 'choice',
    required: true,
    choices: (scales ?? []).map(scale => ({ value: scale.code, label: scale.name })),
  },
  { name: 'capacity', label: t('queue.setup.capacity'), as: 'number', help: t('queue.setup.capacity_help') },
  { name: 'day_starts_at', label: t('queue.setup.day_starts_at'), required: true, help: t('queue.setup.day_starts_help') },
  { name: 'recalls', label: t('queue.setup.recalls'), as: 'number', required: true },
  { name: 'grace_seconds', label: t('queue.setup.grace_seconds'), as: 'number', required: true, help: t('queue.setup.grace_help') },
  { name: 'silent_seconds', label: t('queue.setup.silent_seconds'), as: 'number', required: true, help: t('queue.setup.silent_help') },
  { name: 'consideration_minutes', label: t('queue.setup.consideration_minutes'), as: 'number', required: true },
  { name: 'send_home_minutes', label: t('queue.setup.send_home_minutes'), as: 'number', help: t('queue.setup.send_home_help') },
  {
    name: 'tells',
    label: t('queue.setup.tells'),
    as: 'choice',
    required: true,
    choices: tells.map(whom => ({ value: whom, label: t(`queue.tells.${whom}`) })),
  },
  { name: 'emergency', label: t('queue.setup.emergency'), as: 'tick' },
  { name: 'self_service', label: t('queue.setup.self_service'), as: 'tick', help: t('queue.setup.self_service_help') },
  { name: 'asks_name', label: t('queue.setup.asks_name'), as: 'tick' },
  { name: 'one_per_device', label: t('queue.setup.one_per_device'), as: 'tick' },
  { name: 'rotating_code', label: t('queue.setup.rotating_code'), as: 'tick', help: t('queue.setup.rotating_code_help') },
]

export const queueValues = (queue: QueueView) => ({
  name: queue.name,
  scheme: queue.scheme,
  scale: queue.scale,
  capacity: queue.capacity,
  day_starts_at: queue.day_starts_at,
  recalls: queue.recalls,
  grace_seconds: queue.grace_seconds,
  silent_seconds: queue.silent_seconds,
  consideration_minutes: queue.consideration_minutes,
  send_home_minutes: queue.send_home_minutes,
  emergency: queue.emergency,
  self_service: queue.self_service,
  asks_name: queue.asks_name,
  one_per_device: queue.one_per_device,
  tells: queue.tells,
  rotating_code: queue.rotating_code,
})

export const newQueue = {
  site_id: null,
  code: null,
  name: null,
  scheme: 'fifo',
  scale: 'plain',
  capacity: null,
  day_starts_at: '04:00',
  recalls: 2,
  grace_seconds: 120,
  silent_seconds: 600,
  consideration_minutes: 15,
  send_home_minutes: null,
  emergency: false,
  self_service: true,
  asks_name: false,
  one_per_device: true,
  tells: 'site',
  rotating_code: false,
}

/** @param site Of the desk; null while that is being chosen too. */
export const deskFields = (t: TFunction, queues: readonly QueueView[], sites: readonly SiteView[], site: number | null): Field[] => [
  ...(site === null
    ? [{ name: 'site_id', label: t('admin.site'), as: 'choice' as const, id: true, required: true, choices: siteChoices(sites) }]
    : []),
  { name: 'name', label: t('account.name'), required: true, help: t('queue.setup.desk_name_help') },
  {
    name: 'kind',
    label: t('admin.kind'),
    as: 'choice',
    required: true,
    choices: kinds.map(kind => ({ value: kind, label: t(`queue.desk_kind.${kind}`) })),
  },
  {
    name: 'rule',
    label: t('queue.setup.rule'),
    as: 'choice',
    required: true,
    choices: rules.map(rule => ({ value: rule, label: t(`queue.rule.${rule}`) })),
  },
  {
    name: 'queues',
    label: t('queue.setup.serves'),
    say: value => (value as number[]).map(id => queues.find(queue => queue.id === id)?.code ?? `#${id}`).join(', '),
    draw: (value, set, error) => <Served chosen={value as number[]} queues={queues} site={site} error={error} onChange={set} />,
  },
]

export const deskValues = ({ name, kind, rule, queues }: DeskView) => ({ name, kind, rule, queues })

export const newDesk = (sites: readonly SiteView[], own: number | null) => {
  const open = sites.filter(site => site.active)
  return { site_id: own ?? (open.length === 1 ? (open[0]?.id ?? null) : null), name: null, kind: 'room', rule: 'first_in_line', queues: [] }
}

/** Which field a refusal is about. */
export const setupAbout = {
  queue_exists: 'code',
  desk_exists: 'name',
  queue_in_use: 'scheme',
  unknown_scale: 'scale',
  unknown_queue: 'queues',
}

/** The queues of a desk, the first one first. */
function Served({
  chosen,
  queues,
  site,
  error,
  onChange,
}: {
  chosen: readonly number[]
  queues: readonly QueueView[]
  site: number | null
  error: string | undefined
  onChange: (chosen: number[]) => void
}) {
  const { t } = useTranslation()
  const textOf = (id: number) => {
    const queue = queues.find(one => one.id === id)
    return queue ? `${queue.code} ${queue.name}` : `#${id}`
  }
  // A new desk's site is chosen beside this: then the site of the queue is said with it.
  const further = queues
    .filter(queue => !chosen.includes(queue.id) && (site === null || queue.site_id === site))
    .toSorted((a, b) => a.site_name.localeCompare(b.site_name) || a.code.localeCompare(b.code))
  const moved = (from: number, to: number) => {
    const rest = chosen.filter((_, at) => at !== from)
    const one = chosen[from]
    return one === undefined ? rest : [...rest.slice(0, to), one, ...rest.slice(to)]
  }
  return (
    <fieldset className={styles.served} aria-invalid={error !== undefined}>
      <legend>{t('queue.setup.serves')}</legend>
      {chosen.length === 0 && <p className={styles.none}>{t('queue.setup.serves_none')}</p>}
      <ol>
        {chosen.map((id, at) => (
          <li key={id}>
            <bdi>{textOf(id)}</bdi>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={at === 0}
              aria-label={t('queue.setup.earlier', { queue: textOf(id) })}
              onClick={() => onChange(moved(at, at - 1))}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={at === chosen.length - 1}
              aria-label={t('queue.setup.later', { queue: textOf(id) })}
              onClick={() => onChange(moved(at, at + 1))}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('queue.setup.serves_not', { queue: textOf(id) })}
              onClick={() => onChange(chosen.filter(one => one !== id))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ol>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons under one name, and no fields */}
      <div role="group" aria-label={t('queue.setup.add_served')} className={styles.further}>
        {further.map(queue => (
          <Button
            key={queue.id}
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...chosen, queue.id])}
          >
            {site === null ? `${queue.code} (${queue.site_name})` : textOf(queue.id)}
          </Button>
        ))}
      </div>
      {error && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}
