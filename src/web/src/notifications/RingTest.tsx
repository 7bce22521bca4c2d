import { Alert, Button } from '@mantine/core'
import { IconBell, IconBellCheck, IconBellOff, IconCheck, IconSend, IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { now } from '../platform/clock'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import { useSending } from '../platform/useSending'
import { useTranslation } from '../platform/words/useTranslation'
import { hearTest } from './acts'
import styles from './preferences.module.css'
import { turnOn } from './push'
import { sendTest, useReach } from './reach'

/** For so long a test is worth an answer; the server lets go of it then too. */
const memory = 15 * 60_000

const at = (time: string | null | undefined): number => (time == null ? 0 : Date.parse(time))

/** After so long a test that has not come needs an explanation. */
const patience = 20_000

/** Whether this device rings: how to let it, a test, and the question whether it was heard. Nothing else proves it. */
export function RingTest({ size = 'sm', onTest }: { size?: 'sm' | 'lg'; onTest?: () => void }) {
  const { t, i18n } = useTranslation()
  const problemText = useProblemText()
  const { phone, view, own, problem: failed, again } = useReach()
  const { busy, problem, send } = useSending()
  const [sent, setSent] = useState<string | null>(null)
  const [late, setLate] = useState(false)
  const [unheard, setUnheard] = useState<number | null>(null)
  const time = (at: string) => timeOfDay(at, i18n.language, now())

  const said = at(own?.tested_at)
  // Of several tests the newest is asked about, while somebody may remember it.
  const come = own?.delivered_at != null && said >= at(sent) && now() - said < memory
  const asked = come && at(own.heard_at) < said ? own.test_id : null
  const waits = sent !== null && !come

  useEffect(() => {
    setLate(false)
    if (!waits) return
    const timer = setTimeout(() => setLate(true), patience)
    return () => clearTimeout(timer)
  }, [waits])

  const test = async () => {
    onTest?.()
    const { said_at } = await sendTest()
    setSent(said_at)
    setUnheard(null)
    await again()
  }
  const begin = () =>
    send(async () => {
      if ((await turnOn()).standing === 'on') await test()
    })
  const answer = (id: number) =>
    send(async () => {
      await hearTest(id)
      setSent(null)
      await again()
    })

  if (phone.standing === 'looking') return <Loading lines={2} />
  if (phone.standing !== 'on' && phone.standing !== 'off')
    return (
      <Alert color="orange" variant="outline" icon={<IconBellOff size={18} aria-hidden />} className={styles.how}>
        {t(`notify.ring.standing.${phone.standing}`)}
      </Alert>
    )
  if (!view) return failed ? <Failed problem={failed} onAgain={again} /> : <Loading lines={2} />

  return (
    <div className={styles.ring}>
      <p className={styles.state} role="status">
        {own?.rings && own.heard_at ? (
          <Mark icon={IconBellCheck} tone="free" word={t('notify.ring.rings', { time: time(own.heard_at) })} />
        ) : (
          <Mark
            icon={IconBellOff}
            tone="high"
            word={phone.standing === 'off' ? t('notify.ring.off') : t('notify.ring.not_yet', { time: time(view.since) })}
          />
        )}
      </p>
      {problem && (
        <Alert color="red" variant="outline" role="alert">
          {problem.code === 'too_many_requests' ? t('notify.ring.too_many', { seconds: problem.facts.retry_after }) : problemText(problem)}
        </Alert>
      )}
      <div role="status" className={styles.said}>
        {waits && <p>{t('notify.ring.sent', { time: time(sent) })}</p>}
        {waits && late && <p>{t('notify.ring.late')}</p>}
        {asked !== null && unheard !== asked && <p>{t('notify.ring.come')}</p>}
        {asked !== null && unheard === asked && <p>{t('notify.ring.silent')}</p>}
      </div>
      <div className={styles.buttons}>
        {asked !== null && (
          <>
            <Button size={size} loading={busy} leftSection={<IconCheck size={18} aria-hidden />} onClick={() => void answer(asked)}>
              {t('notify.heard_it')}
            </Button>
            {unheard !== asked && (
              <Button size={size} variant="default" leftSection={<IconX size={18} aria-hidden />} onClick={() => setUnheard(asked)}>
                {t('notify.ring.not_heard')}
              </Button>
            )}
          </>
        )}
        {phone.standing === 'off' ? (
          <Button size={size} loading={busy} leftSection={<IconBell size={18} aria-hidden />} onClick={() => void begin()}>
            {t('notify.ring.turn_on')}
          </Button>
        ) : (
          <Button
            size={size}
            variant={own?.rings || asked !== null ? 'default' : 'filled'}
            loading={busy && asked === null}
            leftSection={<IconSend size={18} aria-hidden />}
            onClick={() => void send(test)}
          >
            {t(sent === null && own?.test_id == null ? 'notify.ring.test' : 'notify.ring.again')}
          </Button>
        )}
      </div>
    </div>
  )
}
