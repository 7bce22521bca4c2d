import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { answered, api } from '../platform/api'
import filters from '../platform/filters.module.css'
import { PageFrame } from '../platform/PageFrame'
import { usePages } from '../platform/pages'
import type { AuditLine } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { AuditTable } from './AuditTable'
import { type AuditSearch, auditQuery, auditTable } from './auditQuery'
import { SpanFields } from './SpanFields'
import { WordField } from './WordField'

/** Everything that happened, the newest first: by whom, about what, of which kind, when. */
export function AuditPage() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/office/admin/audit' }) as AuditSearch
  const navigate = useNavigate()
  const narrow = (change: object) => navigate({ to: '/admin/audit', search: before => ({ ...before, ...change }), replace: true })
  const kinds = useQuery({
    queryKey: ['audit', 'kinds'],
    queryFn: ({ signal }) => answered(api.GET('/api/audit/kinds', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const query = auditQuery(search)
  const pages = usePages<AuditLine, string>(['audit', query], (after, signal) =>
    answered(api.GET('/api/audit', { params: { query: { ...query, limit: 100, ...(after === undefined ? {} : { after }) } }, signal })),
  )
  return (
    <PageFrame
      tall
      title={t('admin.place.audit')}
      lead={t('admin.about.audit')}
      actions={
        <Button component="a" href={auditTable(search)} download variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t('admin.csv')}
        </Button>
      }
    >
      <search className={filters.filters}>
        <WordField
          label={t('admin.subject')}
          help={t('admin.audit.subject_help')}
          value={search.subject}
          onChange={subject => narrow({ subject })}
        />
        <WordField label={t('admin.actor')} help={t('admin.audit.actor_help')} value={search.actor} onChange={actor => narrow({ actor })} />
        <WordField
          label={t('admin.kind')}
          help={t('admin.audit.kind_help')}
          value={search.kind}
          list={(kinds.data ?? []).map(one => ({ value: one.kind, label: one.sentence }))}
          onChange={kind => narrow({ kind })}
        />
        <SpanFields from={search.from} to={search.to} onChange={narrow} />
      </search>
      <AuditTable label={t('admin.place.audit')} pages={pages} empty={t('admin.audit.none')} kinds={kinds.data ?? []} />
    </PageFrame>
  )
}
