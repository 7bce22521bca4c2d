import { IconClockExclamation, IconHourglassLow } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useNow } from './clock'
import styles from './targetTimer.module.css'
import { against, isoSpan, span } from './time'

interface Props {
  since: string
  /** What it should not exceed. */
  seconds: number
  /** What is measured, in a word: always spoken, and seen where there is room. */
  name: string
  named?: boolean
}

/**
 * How much of what something may take is used up: a ring, what is left or by how much it is over, and an icon as soon as it is near.
 * Counts by itself, drawing nothing else again.
 */
export function TargetTimer({ since, seconds, name, named = false }: Props) {
  const { t } = useTranslation()
  const { reached, share, rest } = against(useNow() - new Date(since).getTime(), seconds * 1000)
  const Sign = reached === 'over' ? IconClockExclamation : reached === 'near' ? IconHourglassLow : null
  return (
    <span className={styles.target} data-reached={reached} title={`${name}: ${span(seconds * 1000)}`}>
      <Ring share={share} />
      {Sign && <Sign size="1.2em" stroke={2} aria-hidden />}
      <span className={named ? undefined : 'spoken'}>{name}</span>{' '}
      <time dateTime={isoSpan(rest)}>{t(`target.${reached}`, { time: span(rest) })}</time>
    </span>
  )
}

function Ring({ share }: { share: number }) {
  return (
    <svg viewBox="0 0 16 16" className={styles.ring} aria-hidden="true">
      <circle cx="8" cy="8" r="6" />
      <circle cx="8" cy="8" r="6" pathLength={1} strokeDasharray={`${share} 1`} transform="rotate(-90 8 8)" />
    </svg>
  )
}
