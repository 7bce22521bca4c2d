import { Button } from '@mantine/core'
import { IconBellRinging, IconChecks } from '@tabler/icons-react'
import strip from '../dispatch/alarmStrip.module.css'
import { useThings } from '../platform/live/useLive'
import { Timer } from '../platform/Timer'
import { useTranslation } from '../platform/words/useTranslation'
import { isUnanswered } from './arrivals'
import { useHospitalDesk } from './desk'
import styles from './hospital.module.css'

/** What rings may stand far below whoever waits at the door. */
function goTo(alert: number) {
  const card = document.querySelector(`[data-alert="${alert}"]`)
  card?.scrollIntoView({ block: 'center' })
  card?.querySelector('button')?.focus({ preventScroll: true })
}

/** One line that is always there: how many pre-alerts wait for an answer and for how long, else peace. */
export function AnswerStrip() {
  const { t } = useTranslation()
  const { arrivals } = useHospitalDesk()
  const waiting = useThings(arrivals.alerts).filter(isUnanswered)
  const oldest = waiting.toSorted((a, b) => Date.parse(a.sent_at) - Date.parse(b.sent_at))[0]
  return (
    <section className={`${strip.strip} ${styles.strip}`} data-tone={oldest ? 'alarm' : undefined} aria-label={t('alarm.title')}>
      {oldest ? (
        <>
          <IconBellRinging size={18} aria-hidden />
          <strong>{t('hospital_desk.unanswered', { count: waiting.length })}</strong>
          <Timer since={oldest.sent_at} />
          <div className={strip.buttons}>
            <Button size="compact-sm" variant="white" color="dark" onClick={() => goTo(oldest.id)}>
              {t('hospital_desk.show')}
            </Button>
          </div>
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
