import { Button, NativeSelect } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { SpanFields } from '../oversight/SpanFields'
import { WordField } from '../oversight/WordField'
import filters from '../platform/filters.module.css'
import { useTranslation } from '../platform/words/useTranslation'
import type { DeliverySearch } from './deliveries'
import styles from './deliveries.module.css'
import { allWays, deliveryStates, kinds, kindWord } from './marks'

/** What the list is narrowed to; it stands in the address. */
export function DeliveryFilters() {
  const { t } = useTranslation()
  const { search, narrow } = useNarrow()
  const any = { value: '', label: t('admin.any') }
  return (
    <div className={styles.narrow}>
      <search className={filters.filters}>
        <NativeSelect
          label={t('deliveries.state')}
          value={search.state ?? ''}
          onChange={event => narrow({ state: event.currentTarget.value || undefined })}
          data={[
            any,
            { value: 'amiss', label: t('deliveries.amiss') },
            ...deliveryStates.map(state => ({ value: state, label: t(`delivery_state.${state}`) })),
          ]}
        />
        <NativeSelect
          label={t('deliveries.way')}
          value={search.way ?? ''}
          onChange={event => narrow({ way: event.currentTarget.value || undefined })}
          data={[any, ...allWays.map(way => ({ value: way, label: t(`way.${way}`) }))]}
        />
        <NativeSelect
          label={t('deliveries.what')}
          value={search.kind ?? ''}
          onChange={event => narrow({ kind: event.currentTarget.value || undefined })}
          data={[any, ...kinds.map(kind => ({ value: kind, label: kindWord(t, kind) }))]}
        />
        <WordField
          key={search.subject ?? ''}
          label={t('admin.subject')}
          help={t('admin.audit.subject_help')}
          value={search.subject}
          onChange={subject => narrow({ subject })}
        />
        <SpanFields from={search.from} to={search.to} onChange={narrow} />
      </search>
      {search.user && (
        <p className={filters.row}>
          <Button
            size="compact-sm"
            variant="default"
            rightSection={<IconX size={14} aria-hidden />}
            aria-label={t('deliveries.remove', { what: t('deliveries.person_number', { id: search.user }) })}
            onClick={() => narrow({ user: undefined })}
          >
            {t('deliveries.person_number', { id: search.user })}
          </Button>
        </p>
      )}
    </div>
  )
}

export function useNarrow() {
  const search = useSearch({ from: '/office/admin/deliveries' }) as DeliverySearch
  const navigate = useNavigate()
  const narrow = (change: DeliverySearch | { [name in keyof DeliverySearch]: undefined }) =>
    navigate({ to: '/admin/deliveries', search: before => ({ ...before, ...change }), replace: true })
  return { search, narrow }
}
