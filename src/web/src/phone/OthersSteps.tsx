import { IconHourglass } from '@tabler/icons-react'
import { Mark } from '../platform/Mark'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './phone.module.css'
import { useOthersSteps } from './room'

/** What a colleague tapped on this phone and could not send: somebody must ask them to sign in once more. */
export function OthersSteps() {
  const { t } = useTranslation()
  const count = useOthersSteps()
  if (count === 0) return null
  return (
    <p className={styles.wraps}>
      <Mark icon={IconHourglass} tone="high" word={t('phone.others_wait', { count })} />
    </p>
  )
}
