import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { Mark } from '../platform/Mark'
import { PageFrame, Part } from '../platform/PageFrame'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './overview.module.css'
import { groupsOf } from './places'

/** The first page of whoever runs the place: what waits for somebody, and everything that is theirs to do. */
export function OverviewPage() {
  const { t } = useTranslation()
  const user = useUser()
  if (!user) return null
  return (
    <PageFrame title={t('admin.overview.title', { name: user.first_name })}>
      <Waiting />
      {groupsOf(user).map(group => (
        <Part key={group.word} title={t(`admin.group.${group.word}`)}>
          <ul className={styles.cards}>
            {group.places.map(({ to, word, icon: Picture }) => (
              <li key={to}>
                <Link to={to} className={styles.card}>
                  <Picture size={22} aria-hidden />
                  <strong>{t(`admin.place.${word}`)}</strong>
                  <span>{t(`admin.about.${word}`)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Part>
      ))}
    </PageFrame>
  )
}

/** What somebody should look at. */
function Waiting() {
  const { t } = useTranslation()
  const user = useUser()
  const operates = may(user, 'admin.operate', true)
  const warns = may(user, 'warnings.manage')
  const tomorrow = new Date(now() + 86_400_000).toISOString().slice(0, 10)
  const failures = useQuery({
    queryKey: ['failures'],
    queryFn: ({ signal }) => answered(api.GET('/api/admin/dead-letters', { signal })),
    enabled: operates,
  })
  const warnings = useQuery({
    queryKey: ['warnings', 'due', tomorrow],
    queryFn: ({ signal }) => answered(api.GET('/api/warnings', { params: { query: { review_before: tomorrow, limit: 200 } }, signal })),
    enabled: warns,
  })
  if (!operates && !warns) return null
  const parked = failures.data?.items.filter(item => item.state === 'parked').length ?? 0
  const failing = (failures.data?.work.length ?? 0) + (failures.data?.items.length ?? 0) - parked
  const due = warnings.data?.items.length ?? 0
  const loading = (operates && failures.isPending) || (warns && warnings.isPending)
  const failed = failures.error ?? warnings.error
  const lines = [
    parked > 0 && { to: '/admin/failures' as const, text: t('admin.overview.parked', { count: parked }) },
    failing > 0 && { to: '/admin/failures' as const, text: t('admin.overview.failing', { count: failing }) },
    due > 0 && { to: '/admin/warnings' as const, text: t('admin.overview.warnings', { count: due }) },
  ].filter(line => line !== false)
  return (
    <Part title={t('admin.overview.waiting')}>
      {loading || failed ? (
        <p className={styles.calm} role="status">
          {loading ? t('admin.loading') : t('admin.overview.unknown')}
        </p>
      ) : lines.length === 0 ? (
        <p className={styles.calm}>
          <Mark icon={IconCircleCheck} word={t('admin.overview.nothing')} tone="free" />
        </p>
      ) : (
        <ul className={styles.lines}>
          {lines.map(line => (
            <li key={line.text}>
              <Link to={line.to}>
                <Mark icon={IconAlertTriangle} word={line.text} tone="high" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}
