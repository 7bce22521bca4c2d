import { IconBellRinging, IconChecks } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import strip from '../dispatch/alarmStrip.module.css'
import { useThings } from '../platform/live/useLive'
import { Timer } from '../platform/Timer'
import { isUnanswered } from './arrivals'
import { useHospitalDesk } from './desk'
import styles from './hospital.module.css'

/** One line that is always there: how many pre-alerts wait for an answer and for how long, else peace. */
export function AnswerStrip() {
  const { t } = useTranslation()
  const { arrivals } = useHospitalDesk()
  const waiting = useThings(arrivals.alerts).filter(isUnanswered)
  const oldest = waiting.map(alert => alert.sent_at).toSorted()[0]
  return (
    <section className={`${strip.strip} ${styles.strip}`} data-tone={oldest ? 'alarm' : undefined} aria-label={t('alarm.title')}>
      {oldest ? (
        <>
          <IconBellRinging size={18} aria-hidden />
          <strong>{t('hospital_desk.unanswered', { count: waiting.length })}</strong>
          <Timer since={oldest} />
        </>
      ) : (
        <>
          <IconChecks size={18} aria-hidden />
          <span>{t('hospital_desk.all_answered')}</span>
        </>
      )}
    </section>
  )
}
