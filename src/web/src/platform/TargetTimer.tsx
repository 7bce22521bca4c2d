import { IconClockExclamation, IconHourglassLow } from '@tabler/icons-react'
import { useRef } from 'react'
import { useAtNow, useTicking } from './clock'
import { write } from './Timer'
import styles from './targetTimer.module.css'
import { against, span } from './time'
import { useTranslation } from './words/useTranslation'

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
  const [ring, time] = [useRef<SVGCircleElement>(null), useRef<HTMLTimeElement>(null)]
  const at = new Date(since).getTime()
  const stands = (now: number) => against(now - at, seconds * 1000)
  const reached = useAtNow(now => stands(now).reached)
  useTicking(at, now => {
    const { share, rest } = stands(now)
    write(time.current, t(`target.${reached}`, { time: span(rest) }))
    const dashes = `${share.toFixed(2)} 1`
    if (ring.current?.getAttribute('stroke-dasharray') !== dashes) ring.current?.setAttribute('stroke-dasharray', dashes)
  })
  const Sign = reached === 'over' ? IconClockExclamation : reached === 'near' ? IconHourglassLow : null
  return (
    <span className={styles.target} data-reached={reached} title={`${name}: ${span(seconds * 1000)}`}>
      <svg viewBox="0 0 16 16" className={styles.ring} aria-hidden="true">
        <circle cx="8" cy="8" r="6" />
        <circle ref={ring} cx="8" cy="8" r="6" pathLength={1} transform="rotate(-90 8 8)" />
      </svg>
      {Sign && <Sign size="1.2em" stroke={2} aria-hidden />}
      <span className={named ? undefined : 'spoken'}>{name}</span>{' '}
      <time ref={time} dateTime={new Date(at + seconds * 1000).toISOString()} />
    </span>
  )
}
