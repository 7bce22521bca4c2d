import { useAtNow, useNow } from '../platform/clock'
import filters from '../platform/filters.module.css'
import { useTranslation } from '../platform/words/useTranslation'
import type { DeliveryFeed } from './deliveries'
import styles from './deliveries.module.css'
import { deliveryStates, StateMark } from './marks'

/** What moved lately: of a flood the list shows a part, this counts all of it. */
export function Minute({ feed, way }: { feed: DeliveryFeed; way: string | undefined }) {
  const { t, i18n } = useTranslation()
  useNow()
  const counts = feed.minute.of(Date.now(), way)
  const flooded = useAtNow(() => Date.now() - feed.floodedAt < 10_000)
  const moved = deliveryStates.filter(state => counts.has(state))
  return (
    <div className={styles.minute}>
      <p className={filters.row}>
        {t('deliveries.minute')}
        {moved.length === 0 && <span className={filters.soft}>{t('deliveries.calm')}</span>}
        {moved.map(state => (
          <span key={state} className={styles.count}>
            <StateMark state={state} /> <b>{(counts.get(state) ?? 0).toLocaleString(i18n.language)}</b>
          </span>
        ))}
      </p>
      {flooded && (
        <p className={filters.soft} role="status">
          {t('deliveries.flood')}
        </p>
      )}
    </div>
  )
}
