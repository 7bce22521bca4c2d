import { Button } from '@mantine/core'
import { IconMessage, IconPhoneCall } from '@tabler/icons-react'
import { useState } from 'react'
import { Outcome } from '../people/Outcome'
import { now } from '../platform/clock'
import { Part } from '../platform/PageFrame'
import { useUser } from '../platform/session'
import { timeOfDay } from '../platform/time'
import { useSending } from '../platform/useSending'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './preferences.module.css'
import { sendTest, useReach } from './reach'

const pictures = { sms: IconMessage, voice: IconPhoneCall } as const

/** Whether somebody is reached by telephone, and a test that costs money. */
export function TelephoneTest() {
  const { t, i18n } = useTranslation()
  const user = useUser()
  const { view, again } = useReach()
  const { busy, problem, done, send } = useSending()
  const [by, setBy] = useState<'sms' | 'voice'>('sms')
  const time = (at: string) => timeOfDay(at, i18n.language, now())
  const test = (way: 'sms' | 'voice') => {
    setBy(way)
    void send(async () => {
      await sendTest([way])
      await again()
    })
  }
  return (
    <Part title={t('notify.telephone.title')}>
      {user?.phone ? (
        <>
          <p className={styles.help}>{t('notify.telephone.help', { number: user.phone })}</p>
          <ul className={styles.plain}>
            {view?.telephones.map(one => (
              <li key={one.way}>
                {t(`notify.way.${one.way}`)}: {t(`notify.delivery.${one.state}`)} ·{' '}
                {time(one.heard_at ?? one.delivered_at ?? one.tested_at)}
              </li>
            ))}
          </ul>
          <Outcome
            problem={problem}
            text={problem?.code === 'too_many_requests' ? t('notify.ring.too_many', { seconds: problem.facts.retry_after }) : undefined}
            done={done && t('notify.telephone.sent')}
          />
          <div className={styles.buttons}>
            {(['sms', 'voice'] as const).map(way => {
              const Picture = pictures[way]
              return (
                <Button
                  key={way}
                  variant="default"
                  loading={busy && by === way}
                  leftSection={<Picture size={16} aria-hidden />}
                  onClick={() => test(way)}
                >
                  {t(`notify.telephone.${way}`)}
                </Button>
              )
            })}
          </div>
        </>
      ) : (
        <p className={styles.help}>{t('notify.telephone.none')}</p>
      )}
    </Part>
  )
}
