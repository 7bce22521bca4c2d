import { Radio, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import type { Problem } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import type { QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { wall } from '../platform/zones'
import { meaning, type Plan, requestOf } from './hours'
import styles from './hours.module.css'
import { WeekFields } from './WeekFields'

interface Props {
  queue: QueueView
  plan: Plan
  errors: Problem['errors']
  /** Absent for whoever may only read. */
  onChange?: (plan: Plan) => void
}

/** The week, the days that are not like their weekday, and what holds against both until a time. */
export function HoursFields({ queue, plan, errors, onChange }: Props) {
  const set = onChange && ((change: Partial<Plan>) => onChange({ ...plan, ...change }))
  return (
    <div className={styles.fields}>
      {set && <Preview queue={queue} plan={plan} />}
      <WeekFields weekly={plan.weekly} special={plan.holidays} at="holidays" errors={errors} {...(set ? { onChange: set } : {})} />
      {set && <Override plan={plan} zone={queue.zone} error={errors['override.until']?.[0]} onChange={override => set({ override })} />}
    </div>
  )
}

/** What the server makes of what is being written, before it is saved. */
function Preview({ queue, plan }: { queue: QueueView; plan: Plan }) {
  const { t, i18n } = useTranslation()
  const problemText = useProblemText()
  const [asked] = useDebouncedValue(plan, 300)
  const body = requestOf(asked, queue.zone)
  const { data, error } = useQuery({
    queryKey: ['hours_preview', queue.id, body],
    queryFn: ({ signal }) =>
      answered(
        api.POST('/api/queues/{id}/hours/preview', { params: { path: { id: queue.id } }, body: body as NonNullable<typeof body>, signal }),
      ),
    enabled: body !== null,
    placeholderData: before => before,
  })
  return (
    <p className={styles.preview} role="status">
      <span>{t('queue.hours.preview')}</span>{' '}
      <strong>
        {body === null
          ? t('queue.hours.half')
          : error
            ? problemText(error)
            : data
              ? meaning(data, i18n.language, now(), t)
              : t('admin.loading')}
      </strong>
    </p>
  )
}

const hour = 3_600_000

/** Open, or closed, until a time, whatever the plan says. */
function Override({
  plan: { override },
  zone,
  error,
  onChange,
}: {
  plan: Plan
  zone: string
  error: string | undefined
  onChange: (override: Plan['override']) => void
}) {
  const { t } = useTranslation()
  const until = override?.until ?? wall(now() + 4 * hour, zone)
  const choose = (value: string) => onChange(value === 'none' ? null : { open: value === 'open', until })
  return (
    <fieldset className={styles.part}>
      <legend>{t('queue.hours.override')}</legend>
      <Radio.Group
        aria-label={t('queue.hours.override')}
        value={override === null ? 'none' : override.open ? 'open' : 'closed'}
        onChange={choose}
      >
        <Stack gap={8}>
          {['none', 'open', 'closed'].map(one => (
            <Radio key={one} value={one} label={t(`queue.hours.override_${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {override && (
        <TextInput
          className={styles.until}
          type="datetime-local"
          label={t('field.until')}
          description={t('field.zone', { zone })}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={override.until}
          error={error}
          onChange={event => onChange({ ...override, until: event.currentTarget.value })}
        />
      )}
    </fieldset>
  )
}
