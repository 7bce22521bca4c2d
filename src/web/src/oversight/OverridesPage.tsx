import { useNavigate, useSearch } from '@tanstack/react-router'
import { answered, api } from '../platform/api'
import filters from '../platform/filters.module.css'
import { PageFrame } from '../platform/PageFrame'
import { usePages } from '../platform/pages'
import type { AuditLine } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { AuditTable } from './AuditTable'
import { auditQuery } from './auditQuery'
import { SpanFields } from './SpanFields'

const kind = 'fleet.staffing_overridden'

/** Where supervisors let a crew work that the checks would have kept back, as the audit has it. */
export function OverridesPage() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/office/admin/overrides' })
  const navigate = useNavigate()
  const query = auditQuery({ ...search, kind })
  const pages = usePages<AuditLine, string>(['audit', query], (after, signal) =>
    answered(api.GET('/api/audit', { params: { query: { ...query, limit: 100, ...(after === undefined ? {} : { after }) } }, signal })),
  )
  return (
    <PageFrame tall title={t('admin.place.overrides')} lead={t('admin.about.overrides')}>
      <search className={filters.filters}>
        <SpanFields
          from={search.from}
          to={search.to}
          onChange={change => navigate({ to: '/admin/overrides', search: before => ({ ...before, ...change }), replace: true })}
        />
      </search>
      <AuditTable
        label={t('admin.place.overrides')}
        pages={pages}
        empty={t('admin.override.none')}
        kinds={[{ kind, sentence: t('admin.override.sentence') }]}
      />
    </PageFrame>
  )
}
