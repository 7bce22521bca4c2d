import { IconCircleOff } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { Clock } from '../dispatch/BoardHeader'
import { ConnectionMark } from '../dispatch/ConnectionMark'
import { Bell } from '../notifications/Bell'
import { UserMenu } from '../people/UserMenu'
import { useThings } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { SoundButton } from '../platform/SoundButton'
import { useRepeated } from '../platform/useSounds'
import { useTranslation } from '../platform/words/useTranslation'
import { hasArrived, isUnanswered } from './arrivals'
import { useHospital, useHospitalDesk, useStanding } from './desk'
import styles from './header.module.css'

/** What is always in sight: whose screen it is, how many come and wait, whether it can be heard, the time, the connection. */
export function HospitalHeader({ switcher }: { switcher: ReactNode }) {
  const { t } = useTranslation()
  const { socket } = useHospitalDesk()
  const hospital = useHospital()
  return (
    <header className={styles.header} data-switch={switcher ? '' : undefined}>
      <h1 className={styles.name}>
        <img src="/attend.svg" alt="" width={26} height={26} />
        <span className={switcher ? 'spoken' : styles.title}>
          <bdi>{hospital?.name ?? t('app')}</bdi> <span className="spoken">· {t('hospital_desk.title')}</span>
        </span>
      </h1>
      {switcher}
      <Counts />
      <SoundButton className={styles.sound} />
      <Clock />
      <ConnectionMark socket={socket} catchingUp={useStanding() === 'behind'} />
      <Bell />
      <UserMenu />
    </header>
  )
}

/** How often an unanswered pre-alert is heard again. */
const again = 4_000

function Counts() {
  const { t } = useTranslation()
  const { arrivals } = useHospitalDesk()
  const hospital = useHospital()
  const alerts = useThings(arrivals.alerts)
  const unanswered = alerts.filter(isUnanswered).length
  const waiting = alerts.filter(hasArrived).length
  useRepeated(unanswered > 0 ? 'pre_alert' : null, again)
  useEffect(() => {
    document.title = `${unanswered > 0 ? `(${unanswered}) ` : ''}${t('hospital_desk.title')} · ${hospital?.name ?? t('app')}`
  }, [unanswered, hospital?.name, t])
  return (
    <p className={styles.counts}>
      <span>{t('hospital_desk.coming', { count: alerts.length - waiting })}</span>
      {waiting > 0 && <span>{t('hospital_desk.waiting', { count: waiting })}</span>}
      {hospital?.on_diversion && <Mark icon={IconCircleOff} tone="high" form="outline" word={t('hospital.on_diversion')} />}
    </p>
  )
}
