import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { answered, api } from '../platform/api'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import type { VerificationRow } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { wall } from '../platform/zones'
import { evvExceptions } from '../visits/asks'
import { Picture } from './Picture'
import type { Asked } from './ReportsPage'
import { percent } from './span'

/** Whether completed visits are verified: by therapist, by code, and those that are to be put right. */
export function VerificationReport({ asked: { from, to, zone } }: { asked: Asked }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'verification', from, to],
    queryFn: ({ signal }) => answered(api.GET('/api/reports/verification', { params: { query: { from, to } }, signal })),
  })
  if (error) return <Failed problem={error} onAgain={refetch} />
  if (!data) return <Loading lines={10} />
  const counts = [
    { head: t('reports.verification.completed'), cell: (row: VerificationRow) => row.completed, number: true },
    { head: t('reports.verification.complete'), cell: (row: VerificationRow) => row.complete, number: true },
    { head: t('reports.verification.share'), cell: (row: VerificationRow) => percent(row.complete_share), number: true },
    { head: t('reports.verification.excepted'), cell: (row: VerificationRow) => row.excepted, number: true },
    { head: t('reports.verification.neither'), cell: (row: VerificationRow) => row.neither, number: true },
    ...evvExceptions.map(code => ({
      head: t(`reports.verification.codes.${code}`),
      cell: (row: VerificationRow) => row[code],
      number: true,
    })),
  ]
  return (
    <>
      <Part title={t('reports.verification.by_therapist')}>
        <Picture
          as="bars"
          unit=""
          caption={
            data.all.completed === 0
              ? ''
              : t('reports.verification.caption', { share: percent(data.all.complete_share), completed: data.all.completed })
          }
          data={data.items.map(row => ({ at: row.therapist ?? '', complete: row.complete, excepted: row.excepted, neither: row.neither }))}
          series={[
            { name: 'complete', label: t('reports.verification.complete'), color: 'var(--there)' },
            { name: 'excepted', label: t('reports.verification.excepted'), color: 'var(--moving)' },
            { name: 'neither', label: t('reports.verification.neither'), color: 'var(--alerted)' },
          ]}
        />
        <PlainTable
          label={t('reports.verification.by_therapist')}
          rows={data.items}
          keyOf={row => `${row.site_id} ${row.therapist_id}`}
          empty={t('reports.none')}
          columns={[
            { head: t('reports.punctuality.therapist'), cell: row => row.therapist },
            { head: t('reports.punctuality.site'), cell: row => row.site },
            ...counts,
          ]}
        />
      </Part>
      <Part title={t('reports.verification.by_site')}>
        <PlainTable
          label={t('reports.verification.by_site')}
          rows={data.sites}
          keyOf={row => row.site_id ?? 0}
          empty={t('reports.none')}
          columns={[{ head: t('reports.punctuality.site'), cell: row => row.site }, ...counts]}
        />
      </Part>
      <Part title={t('reports.verification.to_correct')}>
        <PlainTable
          label={t('reports.verification.to_correct')}
          rows={data.to_correct}
          keyOf={row => row.place_id}
          empty={t('reports.verification.nothing_to_correct')}
          columns={[
            {
              head: t('reports.verification.visit'),
              cell: row => (
                <Link to="/visits" search={{ visit: String(row.appointment_id), site: String(row.site_id) }}>
                  {row.appointment_id}
                </Link>
              ),
            },
            { head: t('reports.verification.planned'), cell: row => wall(Date.parse(row.starts_at), zone).replace('T', ' ').slice(0, 16) },
            { head: t('reports.punctuality.therapist'), cell: row => row.therapist },
            { head: t('reports.punctuality.site'), cell: row => row.site },
            {
              head: t('reports.verification.missing'),
              cell: row => row.missing.map(element => t(`reports.verification.elements.${element}`)).join(', '),
            },
          ]}
        />
      </Part>
    </>
  )
}
