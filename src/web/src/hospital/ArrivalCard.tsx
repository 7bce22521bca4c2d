import { IconAmbulance, IconPencilExclamation } from '@tabler/icons-react'
import { memo } from 'react'
import { PriorityMark, TypeMark } from '../dispatch/callMarks'
import { useNow } from '../platform/clock'
import { Mark } from '../platform/Mark'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import type { PreAlertView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { ArrivalAnswer, type Asked } from './ArrivalAnswer'
import { ArrivalTime, WaitTime } from './ArrivalTime'
import styles from './arrivalCard.module.css'
import { hasArrived, isUnanswered } from './arrivals'

/** One unit and its patients, readable from across the room: when, who, how bad, and what is to be done about it. */
export const ArrivalCard = memo(({ alert, onAsk }: { alert: PreAlertView; onAsk: (asked: Asked) => void }) => {
  const { t } = useTranslation()
  const { unit_number, unit_level, priority, emergency_type, patients, call, call_received_at } = alert
  return (
    <li className={styles.card} data-priority={priority} data-new={isUnanswered(alert) || undefined} data-alert={alert.id}>
      <div className={styles.when}>{hasArrived(alert) ? <WaitTime alert={alert} /> : <ArrivalTime alert={alert} />}</div>
      <div className={styles.who}>
        <p className={styles.unit}>
          <strong>
            <IconAmbulance size="1.1em" aria-hidden /> <bdi>{unit_number}</bdi>
          </strong>
          <span>{t(`level.${unit_level}`)}</span>
          <PriorityMark priority={priority} />
          <TypeMark type={emergency_type} />
        </p>
        <Patients alert={alert} many={(patients?.length ?? 0) > 1} />
        <p className={styles.soft}>
          <bdi>{call}</bdi>
          {call_received_at && (
            <>
              {' '}
              · {t('hospital_desk.call_for')} <Timer since={call_received_at} />
            </>
          )}
        </p>
      </div>
      <ArrivalAnswer alert={alert} onAsk={onAsk} />
    </li>
  )
})

function Patients({ alert, many }: { alert: PreAlertView; many: boolean }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const patients = alert.patients ?? []
  if (patients.length === 0) return <p className={styles.soft}>{t('hospital_desk.no_patient')}</p>
  return (
    <ul className={styles.patients} aria-label={many ? t('hospital_desk.more_patients', { count: patients.length }) : t('call.patients')}>
      {patients.map(({ id, age, sex, condition, changed_at }) => {
        const person = [age !== null && t('call.age_years', { age }), sex && t(`sex.${sex}`, { defaultValue: sex })]
          .filter(Boolean)
          .join(', ')
        return (
          <li key={id}>
            <span className={styles.person}>{person || t('hospital_desk.unknown_patient')}</span>
            {condition && <bdi className={styles.condition}>{condition}</bdi>}
            {changed_at && (
              <Mark
                icon={IconPencilExclamation}
                tone="high"
                form="outline"
                word={t('hospital_desk.changed', { time: timeOfDay(changed_at, i18n.language, now) })}
              />
            )}
          </li>
        )
      })}
    </ul>
  )
}
