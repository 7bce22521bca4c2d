import { IconNavigation, IconPhone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { CallView, ResponseView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { goalOf } from './goal'
import { hospitalsQuery } from './hospitals'
import { type Fix, linkTo, metresBetween, navigationTo } from './positions'
import { useDispatchNumber } from './room'
import { OtherSteps } from './Steps'
import styles from './tools.module.css'

interface Props {
  response: ResponseView
  call: CallView
  fix: Fix | null
}

/** What is wanted in every minute of a call, above the one big button: the way, the dispatcher's ear, and whatever else is possible now. */
export function Tools({ response, call, fix }: Props) {
  const { t } = useTranslation()
  const number = useDispatchNumber()
  return (
    <div className={styles.tools}>
      <Way response={response} call={call} fix={fix} />
      {number && (
        <a className={styles.tool} href={`tel:${number}`} aria-label={t('crew.dispatcher')}>
          <IconPhone size={24} aria-hidden />
          <span>{t('crew.dispatcher_short')}</span>
        </a>
      )}
      <OtherSteps response={response} call={call} />
    </div>
  )
}

function Way({ response, call, fix }: Props) {
  const { t } = useTranslation()
  const { data: hospitals } = useQuery(hospitalsQuery(call.id))
  const goal = goalOf(response, call, hospitals ?? [])
  const way = goal && navigationTo(goal, navigator.userAgent)
  if (!way) return null
  const { latitude, longitude, name, to } = goal
  const metres = fix && latitude !== null && longitude !== null ? metresBetween(fix, { latitude, longitude }) : null
  const far = metres === null ? '' : ` · ${t('hospital.kilometres', { kilometres: (metres / 1000).toFixed(1) })}`
  const word = t(`crew.way.${to}`, { name })
  return (
    <a className={styles.tool} {...linkTo(way)} href={way} title={name} aria-label={`${word}${far}`}>
      <IconNavigation size={24} aria-hidden />
      {/* A hospital's name says enough, and needs the room. */}
      <span className={styles.way}>{`${to === 'hospital' ? name : word}${far}`}</span>
    </a>
  )
}
