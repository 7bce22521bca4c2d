import { IconAlertTriangleFilled } from '@tabler/icons-react'
import type { WarningView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './warnings.module.css'

/** Warnings of a place in full; nothing where there are none. */
export function WarningList({ warnings }: { warnings: readonly WarningView[] }) {
  const { t } = useTranslation()
  if (warnings.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: many warnings scroll, and what scrolls must be reached by keyboard
    <section className={styles.warnings} aria-label={t('call.warnings')} tabIndex={0}>
      <ul>
        {warnings.map(warning => (
          <li key={warning.id}>
            <IconAlertTriangleFilled size={18} aria-hidden />
            <div>
              <strong>{t(`warning.${warning.kind}`)}: </strong>
              <bdi className={styles.text}>{warning.text}</bdi>
              {warning.review_due && <span className={styles.due}>{t('warning.review_due', { day: warning.review_on })}</span>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
