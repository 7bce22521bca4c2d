import { IconAlertTriangleFilled, IconClockCheck, IconClockExclamation } from '@tabler/icons-react'
import { useNow } from '../platform/clock'
import { Mark, type Tone } from '../platform/Mark'
import { age, isoSpan, span, timeOfDay } from '../platform/time'
import type { PreAlertView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './arrivalCard.module.css'
import { passed } from './arrivals'
import { useLimits } from './desk'

/** How long until it is there, whose word that is and how old; past its time it counts upwards and says so. */
export function ArrivalTime({ alert: { eta, eta_from, eta_at } }: { alert: Pick<PreAlertView, 'eta' | 'eta_from' | 'eta_at'> }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  if (eta === null) return <span className={styles.unknown}>{t('hospital_desk.no_eta')}</span>
  const left = Date.parse(eta) - now
  const said = eta_at === null ? null : age(now - Date.parse(eta_at))
  return (
    <>
      <time className={styles.left} dateTime={isoSpan(Math.abs(left))}>
        {left >= 0 ? span(left) : `+${span(-left)}`}
      </time>
      <span>{t(left >= 0 ? 'hospital_desk.eta' : 'hospital_desk.due', { time: timeOfDay(eta, i18n.language, now).slice(0, -3) })}</span>
      <span className={styles.soft}>
        {t(eta_from === 'crew' ? 'hospital_desk.eta_crew' : 'hospital_desk.eta_estimate')}
        {said && `, ${t(`hospital_desk.age_${said.word}`, { count: said.count })}`}
      </span>
    </>
  )
}

const tones: readonly Tone[] = ['medium', 'high', 'critical']

/** How long a unit has waited to hand over, against the marks that the server rings at. */
export function WaitTime({ alert: { state_since } }: { alert: PreAlertView }) {
  const { t, i18n } = useTranslation()
  const { transferMarks } = useLimits()
  const now = useNow()
  const waited = Math.max(0, now - Date.parse(state_since))
  const mark = passed(transferMarks, waited)
  const rung = mark === null ? -1 : transferMarks.indexOf(mark)
  const next = transferMarks[rung + 1]
  const last = rung === transferMarks.length - 1
  return (
    <>
      <time className={styles.left} dateTime={isoSpan(waited)}>
        {span(waited)}
      </time>
      <span>{t('hospital_desk.arrived_at', { time: timeOfDay(state_since, i18n.language, now).slice(0, -3) })}</span>
      {mark === null ? (
        next !== undefined && <Mark icon={IconClockCheck} tone="free" word={t('hospital_desk.in_time', { minutes: next / 60_000 })} />
      ) : (
        <Mark
          icon={last ? IconAlertTriangleFilled : IconClockExclamation}
          tone={tones[Math.min(rung, tones.length - 1)] ?? 'medium'}
          form={last ? 'solid' : 'outline'}
          word={t('hospital_desk.mark', { minutes: mark / 60_000 })}
        />
      )}
    </>
  )
}
