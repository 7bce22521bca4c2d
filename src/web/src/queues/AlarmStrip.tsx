import { Button } from '@mantine/core'
import { IconBellOff, IconBellRinging, IconUrgent } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import strip from '../dispatch/alarmStrip.module.css'
import { useAtNow } from '../platform/clock'
import { useConnection, useThings } from '../platform/live/useLive'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import { useRepeated } from '../platform/useSounds'
import { useTranslation } from '../platform/words/useTranslation'
import { useFollowing } from './following'
import { useOver } from './over'
import { type Alarm, alarmKey, alarmsOf } from './tickets'

/** How often what nobody has answered is heard again: an emergency, or somebody who feels worse, before whoever is only due. */
const again = { grave: 12_000, due: 60_000 }

interface Alarms {
  ringing: readonly Alarm[]
  answer: (alarm: Alarm) => void
  /** Answers the one in sight, if any. */
  quiet: () => void
}

/** What rings on this screen, and how it is answered here. */
export function useAlarms(): Alarms {
  const { rooms } = useFollowing()
  const tickets = useThings(rooms.tickets)
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const standing = useAtNow(now => alarmsOf(tickets, now).map(alarmKey).join('\n'))
  const ringing = useMemo(() => {
    const keys = new Set(standing.split('\n'))
    return alarmsOf(tickets, Number.POSITIVE_INFINITY).filter(
      alarm =>
        keys.has(alarmKey(alarm)) &&
        !answered.has(alarmKey(alarm)) &&
        // To look again is a nurse's: whoever may not is not rung for it.
        (alarm.why !== 'due' || alarm.ticket.actions.includes('reassess')),
    )
  }, [tickets, standing, answered])
  const answer = (alarm: Alarm) => setAnswered(before => new Set([...before, alarmKey(alarm)]))
  const first = ringing[0]
  return { ringing, answer, quiet: () => first && answer(first) }
}

interface Props {
  ringing: readonly Alarm[]
  onAnswer: (alarm: Alarm) => void
}

/** One line that is always there: who should be looked at first and why, else peace. */
export function AlarmStrip({ ringing, onAnswer }: Props) {
  const { t } = useTranslation()
  const { show, take } = useOver()
  const first = ringing[0]
  const kind = first && (first.why === 'due' ? 'due' : 'grave')
  useRepeated(kind === 'grave' ? 'alarm' : kind === 'due' ? 'message' : null, again[kind ?? 'due'], first && alarmKey(first))
  if (!first) return <Peace />
  const { ticket, why, since } = first
  const looks = ticket.actions.includes('reassess')
  return (
    <section className={strip.strip} data-tone={why === 'due' ? 'waiting' : 'alarm'} aria-label={t('alarm.title')}>
      {why === 'due' ? <IconUrgent size={18} aria-hidden /> : <IconBellRinging size={18} aria-hidden />}
      <strong>{t(`queue.alarm.${why}`, { number: ticket.number })}</strong>
      <Timer since={since} />
      {ringing.length > 1 && <span>{t('alarm.more', { count: ringing.length - 1 })}</span>}
      <span className={strip.buttons}>
        <Button size="compact-sm" variant="white" color="dark" onClick={() => show(ticket.id)}>
          {t('alarm.show')}
        </Button>
        {looks && why !== 'emergency' && (
          <Button size="compact-sm" variant="white" color="dark" onClick={() => take(ticket, 'reassess')}>
            {t('queue.action.reassess')}
          </Button>
        )}
        <Button size="compact-sm" variant="white" color="dark" onClick={() => onAnswer(first)}>
          {t('queue.quiet')}
        </Button>
      </span>
    </section>
  )
}

/** Without a line nobody knows whether there is peace: it says of when this is. */
function Peace() {
  const { t, i18n } = useTranslation()
  const { rooms } = useFollowing()
  const connection = useConnection(rooms)
  const heardAt = rooms.heardAt()
  return (
    <section className={strip.strip} aria-label={t('alarm.title')}>
      <IconBellOff size={18} aria-hidden />
      <span>
        {connection.state === 'lost' && heardAt !== null
          ? t('alarm.none_at', { time: timeOfDay(heardAt, i18n.language, Date.now()) })
          : t('queue.alarm.none')}
      </span>
    </section>
  )
}
