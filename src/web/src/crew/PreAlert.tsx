import { Button } from '@mantine/core'
import { IconBuildingHospital, IconCheck, IconHourglass, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { now } from '../platform/clock'
import { useThings } from '../platform/live/useLive'
import { Mark, type Tone } from '../platform/Mark'
import { timeOfDay } from '../platform/time'
import type { CallView, PreAlertView, ResponseView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { usePicture } from './crew'
import { hospitalsQuery } from './hospitals'
import styles from './preAlert.module.css'
import { StepForm } from './StepForm'

const looks: Partial<Record<PreAlertView['state'], { icon: typeof IconCheck; tone: Tone }>> = {
  SENT: { icon: IconHourglass, tone: 'alerted' },
  ACCEPTED: { icon: IconCheck, tone: 'free' },
  DECLINED: { icon: IconX, tone: 'critical' },
}

/** Where the patients go, and what that hospital said to it. */
export function PreAlert({ response, call }: { response: ResponseView; call: CallView }) {
  const { t, i18n } = useTranslation()
  const picture = usePicture()
  const [elsewhere, setElsewhere] = useState(false)
  const { data: hospitals } = useQuery(hospitalsQuery(call.id))
  const alert = useThings(picture.preAlerts)
    .filter(one => one.response_id === response.id && one.hospital_id === response.hospital_id)
    .toSorted((a, b) => b.id - a.id)[0]
  if (response.hospital_id === null) return null
  const hospital = hospitals?.find(one => one.hospital_id === response.hospital_id)
  const name =
    hospital?.name ?? call.units.find(unit => unit.hospital_id === response.hospital_id)?.hospital_name ?? `${response.hospital_id}`
  const look = alert && looks[alert.state]
  return (
    <section className={styles.alert} aria-label={t('crew.destination')} data-state={alert?.state}>
      <p className={styles.destination}>
        <IconBuildingHospital size={20} aria-hidden /> <bdi className={styles.name}>{name}</bdi>
      </p>
      <div role="status">
        {alert && look && (
          <p className={styles.answer}>
            <Mark {...look} word={t(`crew.pre_alert.${alert.state}`)} form={alert.state === 'DECLINED' ? 'solid' : 'outline'} />{' '}
            {timeOfDay(alert.state_since, i18n.language, now())}
            {alert.reason && <bdi className={styles.reason}>{alert.reason}</bdi>}
          </p>
        )}
      </div>
      {alert?.state === 'DECLINED' && response.actions.includes('change_destination') && (
        <Button size="md" variant="default" onClick={() => setElsewhere(true)}>
          {t('action.change_destination')}
        </Button>
      )}
      {elsewhere && <StepForm action="change_destination" response={response} call={call} onClose={() => setElsewhere(false)} />}
    </section>
  )
}
