import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { Failed, Loading } from '../platform/Loading'
import { PlainTable } from '../platform/PlainTable'
import { timeOfDay } from '../platform/time'
import type { StatusLine } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { QueueStateMark } from './marks'

export const logKey = (queue: number) => ['queue_log', queue] as const

/** Who opened and closed it, when and why, the newest first. */
export function StatusLog({ queue }: { queue: number }) {
  const { t, i18n } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: logKey(queue),
    queryFn: ({ signal }) => answered(api.GET('/api/queues/{id}/log', { params: { path: { id: queue } }, signal })),
    refetchInterval: 60_000,
  })
  if (error && !data) return <Failed problem={error} onAgain={refetch} />
  if (!data) return <Loading lines={4} />
  return (
    <PlainTable<StatusLine>
      label={t('queue.log')}
      rows={data.slice(0, 50)}
      keyOf={line => line.id}
      empty={t('queue.log_none')}
      columns={[
        { head: t('admin.time'), cell: line => timeOfDay(line.changed_at, i18n.language, now()) },
        { head: t('queue.became'), cell: line => <QueueStateMark state={line.new_status} /> },
        { head: t('admin.actor'), cell: line => line.changed_by_name ?? t(`queue.change.${line.change_reason}`) },
        { head: t('queue.note'), cell: line => <bdi>{line.additional_notes}</bdi> },
      ]}
    />
  )
}
