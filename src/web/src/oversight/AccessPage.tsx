import { useNavigate, useSearch } from '@tanstack/react-router'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import filters from '../platform/filters.module.css'
import { PageFrame } from '../platform/PageFrame'
import { usePages } from '../platform/pages'
import { Table } from '../platform/Table'
import { timeOfDay } from '../platform/time'
import type { AccessLine } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './audit.module.css'
import { type AuditSearch, auditQuery } from './auditQuery'
import { SpanFields } from './SpanFields'
import { WordField } from './WordField'

/** Who looked at whose record. */
export function AccessPage() {
  const { t, i18n } = useTranslation()
  const search = useSearch({ from: '/office/admin/access' }) as AuditSearch
  const navigate = useNavigate()
  const narrow = (change: object) => navigate({ to: '/admin/access', search: before => ({ ...before, ...change }), replace: true })
  const query = auditQuery(search)
  const pages = usePages<AccessLine, number>(['access', query], (after, signal) =>
    answered(api.GET('/api/audit/access', { params: { query: { ...query, after, limit: 100 } }, signal })),
  )
  return (
    <PageFrame tall title={t('admin.place.access')} lead={t('admin.about.access')}>
      <search className={filters.filters}>
        <WordField
          label={t('admin.subject')}
          help={t('admin.audit.subject_help')}
          value={search.subject}
          onChange={subject => narrow({ subject })}
        />
        <WordField label={t('admin.actor')} help={t('admin.audit.actor_help')} value={search.actor} onChange={actor => narrow({ actor })} />
        <SpanFields from={search.from} to={search.to} onChange={narrow} />
      </search>
      <Table
        label={t('admin.place.access')}
        pages={pages}
        keyOf={line => line.id}
        empty={t('admin.access.none')}
        columns={[
          {
            head: t('admin.time'),
            cell: line => <time dateTime={line.at}>{timeOfDay(line.at, i18n.language, now())}</time>,
            width: '9rem',
          },
          {
            head: t('admin.actor'),
            cell: line => (
              <>
                {line.actor_name ?? ''} <bdi className={styles.soft}>{line.actor}</bdi>
              </>
            ),
          },
          { head: t('admin.subject'), cell: line => <bdi>{line.subject}</bdi> },
          { head: t('admin.access.purpose'), cell: line => t(`admin.purpose.${line.purpose}`, { defaultValue: line.purpose }) },
          { head: t('admin.access.session'), cell: line => line.session_id, number: true },
        ]}
      />
    </PageFrame>
  )
}
