import { Button } from '@mantine/core'
import { IconBellOff, IconBellRinging, IconUrgent } from '@tabler/icons-react'
import { memo, useMemo } from 'react'
import { useConnection, useOf, useThings } from '../platform/live/useLive'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import type { AlarmView, CallView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './alarmStrip.module.css'
import { alarmText, ringing, useAcknowledge } from './alarms'
import { byUrgency, isOpen, longestWait } from './callOrder'
import { useDesk, useMoves } from './desk'

/** One line that is always there: the newest alarm that this desk has not acknowledged, else the calls that need a unit, else peace. */
export const AlarmStrip = memo(() => {
  const { t } = useTranslation()
  const { board } = useDesk()
  const { go } = useMoves()
  const acknowledge = useAcknowledge()
  const raised = useThings(board.alarms)
  const alarms = useMemo(() => ringing(raised), [raised])
  const first = alarms[0]
  const show = ({ call_id, unit_id }: AlarmView) =>
    call_id !== null ? go({ call: call_id, panel: 'call' }) : go({ unit: unit_id ?? undefined, panel: 'unit', list: 'units' })

  if (first) {
    return (
      <section className={styles.strip} data-tone="alarm" aria-label={t('alarm.title')}>
        <IconBellRinging size={18} aria-hidden />
        <strong>{alarmText(first, t)}</strong>
        <Timer since={first.raised_at} />
        {first.level > 0 && <span>{t('alarm.climbed')}</span>}
        {alarms.length > 1 && <span>{t('alarm.more', { count: alarms.length - 1 })}</span>}
        <span className={styles.buttons}>
          {(first.call_id !== null || first.unit_id !== null) && (
            <Button size="compact-sm" variant="white" color="dark" onClick={() => show(first)}>
              {t('alarm.show')}
            </Button>
          )}
          <Button size="compact-sm" variant="white" color="dark" onClick={() => void acknowledge(first)}>
            {t('alarm.acknowledge')}
          </Button>
        </span>
      </section>
    )
  }

  return <Needing />
})

/** The calls that need a unit; without any there is peace. */
function Needing() {
  const { t } = useTranslation()
  const { board } = useDesk()
  const { go } = useMoves()
  const needing = (calls: readonly CallView[]) => calls.filter(call => call.needs_unit && isOpen(call))
  const count = useOf(board.calls, calls => needing(calls).length)
  const top = useOf(board.calls, calls => needing(calls).toSorted(byUrgency)[0]?.id ?? null)
  const oldest = useOf(board.calls, calls => longestWait(needing(calls)) ?? null)

  if (top !== null) {
    return (
      <section className={styles.strip} data-tone="waiting" aria-label={t('alarm.title')}>
        <IconUrgent size={18} aria-hidden />
        <strong>{t(oldest ? 'alarm.needs_unit' : 'alarm.late_entry', { count })}</strong>
        {oldest && <Timer since={oldest} />}
        <span className={styles.buttons}>
          <Button size="compact-sm" variant="default" onClick={() => go({ call: top, panel: 'call' })}>
            {t('alarm.show')}
          </Button>
        </span>
      </section>
    )
  }

  return <Peace />
}

/** Without a line nobody knows whether there is peace: it says of when this is. */
function Peace() {
  const { t, i18n } = useTranslation()
  const { socket } = useDesk()
  const connection = useConnection(socket)
  const heardAt = socket.heardAt()
  return (
    <section className={styles.strip} aria-label={t('alarm.title')}>
      <IconBellOff size={18} aria-hidden />
      <span>
        {connection.state === 'lost' && heardAt !== null
          ? t('alarm.none_at', { time: timeOfDay(heardAt, i18n.language, Date.now()) })
          : t('alarm.none')}
      </span>
    </section>
  )
}
