import { Button } from '@mantine/core'
import { IconBellRinging, IconCheck, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useNow } from '../platform/clock'
import { useThing } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { span, timeOfDay } from '../platform/time'
import type { PreAlertView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './arrivalCard.module.css'
import { hasArrived, isUnanswered } from './arrivals'
import { useHospitalDesk, useLimits, useMay } from './desk'
import { useSend } from './send'

/** A question about one unit that is to be answered before anything is sent. */
export interface Asked {
  what: 'decline' | 'take_over'
  alert: PreAlertView
}

/** What the hospital has answered, and the buttons of what it may do now. */
export function ArrivalAnswer({ alert, onAsk }: { alert: PreAlertView; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation()
  const { arrivals } = useHospitalDesk()
  const unit = useThing(arrivals.units, alert.response_id)
  const mayAnswer = useMay('hospitals.prealert')
  const mayTakeOver = useMay('hospitals.handover')
  const send = useSend()
  const [busy, setBusy] = useState(false)
  const name = alert.unit_number
  const accept = async () => {
    setBusy(true)
    try {
      await send<PreAlertView>('pre-alerts', alert.id, 'accept', {}, t('hospital_desk.accept_done', { unit: name }), view =>
        arrivals.takeAnswer(view),
      )
    } finally {
      setBusy(false)
    }
  }
  const can = (action: string) => mayAnswer && alert.actions.includes(action)
  return (
    <div className={styles.answer}>
      <Answer alert={alert} />
      <div className={styles.buttons}>
        {can('accept') && (
          <Button
            size="md"
            loading={busy}
            leftSection={<IconCheck size={18} aria-hidden />}
            aria-label={`${t('hospital_desk.accept')}: ${name}`}
            onClick={accept}
          >
            {t('hospital_desk.accept')}
          </Button>
        )}
        {can('decline') && (
          <Button
            size="md"
            variant="default"
            c="var(--critical)"
            aria-label={`${t('hospital_desk.decline')}: ${name}`}
            onClick={() => onAsk({ what: 'decline', alert })}
          >
            {t('hospital_desk.decline')}
          </Button>
        )}
        {mayTakeOver && unit?.actions.includes('transfer_care') && (
          <Button
            size="md"
            // A crew may forget to say that it has arrived; until it has, this is not what is pressed first.
            variant={hasArrived(alert) ? 'filled' : 'default'}
            aria-label={`${t('hospital_desk.take_over')}: ${name}`}
            onClick={() => onAsk({ what: 'take_over', alert })}
          >
            {t('hospital_desk.take_over')}
          </Button>
        )}
      </div>
    </div>
  )
}

function Answer({ alert }: { alert: PreAlertView }) {
  const { t, i18n } = useTranslation()
  const { answerWithin } = useLimits()
  const now = useNow()
  if (isUnanswered(alert)) {
    const left = Date.parse(alert.sent_at) + answerWithin - now
    return (
      <p className={styles.said}>
        <Mark icon={IconBellRinging} tone="critical" form="solid" word={t('hospital_desk.new')} />
        <span>
          {t(left >= 0 ? 'hospital_desk.answer_within' : 'hospital_desk.answer_late')} <strong>{span(Math.abs(left))}</strong>
        </span>
      </p>
    )
  }
  const time = (at: string) => timeOfDay(at, i18n.language, now).slice(0, -3)
  return (
    <p className={styles.said}>
      {alert.declined_at !== null && (alert.accepted_at === null || alert.declined_at > alert.accepted_at) ? (
        <>
          <Mark icon={IconX} tone="high" form="outline" word={t('hospital_desk.declined_at', { time: time(alert.declined_at) })} />
          {alert.reason && <bdi>{alert.reason}</bdi>}
        </>
      ) : (
        alert.accepted_at !== null && (
          <Mark icon={IconCheck} tone="free" form="outline" word={t('hospital_desk.accepted_at', { time: time(alert.accepted_at) })} />
        )
      )}
    </p>
  )
}
