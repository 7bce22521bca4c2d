import { IconNavigation } from '@tabler/icons-react'
import { useTranslation } from '../platform/words/useTranslation'
import { type Fix, linkTo, metresBetween, navigationTo, type Somewhere } from './positions'
import styles from './tools.module.css'

interface Props {
  to: Somewhere
  /** Where that is to whoever goes there, in full. */
  word: string
  /** The same where there is little room. */
  short?: string
  fix: Fix | null
}

/** Opens the phone's own navigation to a place, and says how far it is. */
export function WayTool({ to, word, short = word, fix }: Props) {
  const { t } = useTranslation()
  const way = navigationTo(to, navigator.userAgent)
  if (!way) return null
  const { latitude, longitude } = to
  const metres = fix && latitude !== null && longitude !== null ? metresBetween(fix, { latitude, longitude }) : null
  const far = metres === null ? '' : ` · ${t('hospital.kilometres', { kilometres: (metres / 1000).toFixed(1) })}`
  return (
    <a className={styles.tool} {...linkTo(way)} href={way} title={word} aria-label={`${word}${far}`}>
      <IconNavigation size={24} aria-hidden />
      <span className={styles.way}>{`${short}${far}`}</span>
    </a>
  )
}
