import { IconNavigation, IconPhone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { placeOf } from '../dispatch/callOrder'
import type { CallView, ResponseView } from '../platform/wire'
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
        <a className={styles.tool} href={`tel:${number}`}>
          <IconPhone size={24} aria-hidden />
          <span>{t('crew.dispatcher')}</span>
        </a>
      )}
      <OtherSteps response={response} call={call} />
    </div>
  )
}

/** From here on the patients are aboard. */
const aboard: ReadonlySet<string> = new Set(['TRANSPORTING', 'AT_HOSPITAL', 'TRANSFERRED_CARE'])

/** To where this crew is going now: the place of the call, and with patients aboard their destination. */
function useGoal({ state, hospital_id }: ResponseView, call: CallView) {
  const { data: hospitals } = useQuery(hospitalsQuery(call.id))
  const scene = { ...call.location, name: placeOf(call.location) }
  if (!aboard.has(state)) return scene
  const hospital = hospital_id === null ? undefined : hospitals?.find(one => one.hospital_id === hospital_id)
  if (hospital) return { latitude: hospital.latitude, longitude: hospital.longitude, address: null, name: hospital.name }
  return call.drop_off ? { ...call.drop_off, name: placeOf(call.drop_off) } : scene
}

function Way({ response, call, fix }: Props) {
  const { t } = useTranslation()
  const { latitude = null, longitude = null, address = null, name } = useGoal(response, call)
  const way = navigationTo({ latitude, longitude, address }, navigator.userAgent)
  if (!way) return null
  const metres = fix && latitude !== null && longitude !== null ? metresBetween(fix, { latitude, longitude }) : null
  return (
    <a className={styles.tool} {...linkTo(way)} title={name}>
      <IconNavigation size={24} aria-hidden />
      <span>
        {metres === null
          ? t('crew.navigate')
          : t('crew.navigate_far', { distance: t('hospital.kilometres', { kilometres: (metres / 1000).toFixed(1) }) })}
      </span>
    </a>
  )
}
