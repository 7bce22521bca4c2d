import { Alert } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { say } from '../platform/announce'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame, Part } from '../platform/PageFrame'
import { Problem } from '../platform/problem'
import { RecordForm } from '../platform/RecordForm'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import type { HoursView, QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { HoursFields } from './HoursFields'
import { meaning, type Plan, planOf, requestOf, weekday } from './hours'
import { useQueues } from './reads'

const read = (id: number, signal?: AbortSignal) =>
  answered(api.GET('/api/queues/{id}/hours', { params: { path: { id } }, ...(signal ? { signal } : {}) }))

/** When one queue opens and closes by itself, by the clock of its site. */
export function HoursPage() {
  const { t } = useTranslation()
  const id = Number(useParams({ from: '/office/queues/$id/hours' }).id)
  const queues = useQueues()
  const queue = queues.data?.find(one => one.id === id)
  const { data, error, refetch } = useQuery({ queryKey: ['hours', id], queryFn: ({ signal }) => read(id, signal) })
  return (
    <PageFrame
      title={queue ? t('queue.hours.of', { queue: `${queue.code} ${queue.name}` }) : t('queue.hours.title')}
      lead={
        <>
          <Link to="/queues/$id" params={{ id: String(id) }}>
            {t('queue.back')}
          </Link>
          {data && <> · {t('field.zone', { zone: data.zone })}</>}
        </>
      }
    >
      {data && queue ? (
        <Hours queue={queue} view={data} />
      ) : (error ?? queues.error) ? (
        <Failed problem={error ?? queues.error} onAgain={() => Promise.all([refetch(), queues.refetch()])} />
      ) : queues.data && !queue ? (
        <p role="alert">{t('queue.not_yours')}</p>
      ) : (
        <Loading lines={10} />
      )}
    </PageFrame>
  )
}

function Hours({ queue, view }: { queue: QueueView; view: HoursView }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const user = useUser()
  const edits = may(user, 'queues.manage')
  const said = (value: unknown) => summary(value as Plan, i18n.language)
  return (
    <>
      <Part title={t('queue.hours.now')}>
        <p>{meaning(view, i18n.language, now(), t)}</p>
      </Part>
      <Part title={t('queue.hours.title')}>
        {!edits && <Alert variant="outline">{t('queue.hours.read_only')}</Alert>}
        {edits ? (
          <RecordForm
            fields={[
              {
                name: 'hours',
                label: t('queue.hours.title'),
                say: said,
                draw: (value, set, _, errors) => <HoursFields queue={queue} plan={value as Plan} errors={errors} onChange={set} />,
              },
            ]}
            initial={{ hours: planOf(view) }}
            word={t('account.save')}
            edit={{
              version: view.version,
              again: async () => {
                const present = await read(queue.id)
                return { version: present.version, values: { hours: planOf(present) } }
              },
            }}
            onSend={async (patch, version) => {
              // Hours are written as a whole; without a change there is nothing to write.
              if (patch.hours === undefined) return
              const body = requestOf(patch.hours as Plan, view.zone)
              if (!body) throw new Problem('half', 400, t('queue.hours.half'))
              const saved = await answered(
                api.PUT('/api/queues/{id}/hours', { params: { path: { id: queue.id } }, body, headers: { 'If-Match': `"${version}"` } }),
              )
              queries.setQueryData(['hours', queue.id], saved)
              void queries.invalidateQueries({ queryKey: ['queues'] })
              say(t('admin.saved', { what: queue.code }))
            }}
          />
        ) : (
          <HoursFields queue={queue} plan={planOf(view)} errors={{}} />
        )}
      </Part>
    </>
  )
}

/** For whoever compares two plans. */
function summary({ weekly, holidays, override }: Plan, language: string): string {
  const week = weekly.map(({ day, from, to }) => `${weekday(day, language, 'short')} ${from}–${to}`)
  const special = holidays.map(({ date, from, to }) => `${date} ${from ? `${from}–${to}` : '–'}`)
  return [...week, ...special, ...(override ? [`→ ${override.until}`] : [])].join(', ')
}
