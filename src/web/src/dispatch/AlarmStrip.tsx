import { Button } from '@mantine/core'
import { IconBellOff, IconBellRinging, IconUrgent } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useThings } from '../platform/live/useLive'
import { Timer } from '../platform/Timer'
import styles from './alarmStrip.module.css'
import type { Alarm } from './alarms'
import { useAlarms, useChoice, useDesk } from './desk'
import { byUrgency, isOpen, waitingSince } from './order'

/** One line that is always there: the newest alarm that this desk has not acknowledged, else the calls that need a unit, else peace. */
export function AlarmStrip() {
  const { t } = useTranslation()
  const { board } = useDesk()
  const { go } = useChoice()
  const alarms = useAlarms()
  const calls = useThings(board.calls)
  const needing = useMemo(() => calls.filter(call => call.needs_unit && isOpen(call)).toSorted(byUrgency), [calls])
  const oldest = useMemo(() => needing.map(waitingSince).toSorted()[0], [needing])
  const first = alarms[0]
  const show = (alarm: Alarm) =>
    alarm.callId !== null
      ? go({ call: alarm.callId, panel: 'call' })
      : go({ unit: alarm.unitId ?? undefined, panel: 'unit', list: 'units' })

  if (first) {
    const kind = t(`alarm.kind.${first.kind}`, { defaultValue: first.kind.replaceAll('_', ' ') })
    const unit = first.unit ?? (first.unitId === null ? null : board.units.get(first.unitId)?.unit_number)
    const call = first.call ?? (first.callId === null ? null : board.calls.get(first.callId)?.call_id)
    return (
      <section className={styles.strip} data-tone="alarm" aria-label={t('alarm.title')}>
        <IconBellRinging size={18} aria-hidden />
        <strong>{[kind, unit, call].filter(Boolean).join(' · ')}</strong>
        <Timer since={first.at} />
        {alarms.length > 1 && <span>{t('alarm.more', { count: alarms.length - 1 })}</span>}
        <span className={styles.buttons}>
          {(first.callId !== null || first.unitId !== null) && (
            <Button size="compact-sm" variant="white" color="dark" onClick={() => show(first)}>
              {t('alarm.show')}
            </Button>
          )}
          <Button size="compact-sm" variant="white" color="dark" onClick={() => board.alarms.acknowledge(first.key)}>
            {t('alarm.acknowledge')}
          </Button>
        </span>
      </section>
    )
  }

  const top = needing[0]
  if (top && oldest) {
    return (
      <section className={styles.strip} data-tone="waiting" aria-label={t('alarm.title')}>
        <IconUrgent size={18} aria-hidden />
        <strong>{t('alarm.needs_unit', { count: needing.length })}</strong>
        <Timer since={oldest} />
        <span className={styles.buttons}>
          <Button size="compact-sm" variant="default" onClick={() => go({ call: top.id, panel: 'call' })}>
            {t('alarm.show')}
          </Button>
        </span>
      </section>
    )
  }

  return (
    <section className={styles.strip} aria-label={t('alarm.title')}>
      <IconBellOff size={18} aria-hidden />
      <span>{t('alarm.none')}</span>
    </section>
  )
}
