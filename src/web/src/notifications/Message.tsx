import { Button } from '@mantine/core'
import {
  type Icon,
  IconAlertTriangle,
  IconAmbulance,
  IconArrowRight,
  IconBell,
  IconBellCheck,
  IconBellRinging,
  IconBuildingHospital,
  IconCalendarWeek,
  IconCertificate,
  IconCheck,
  IconChevronDown,
  IconCircleCheck,
  IconClockOff,
  IconHandStop,
  IconLifebuoy,
  IconMail,
  IconStack2,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { now } from '../platform/clock'
import { Mark } from '../platform/Mark'
import { problemOf } from '../platform/problem'
import { useUser } from '../platform/session'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import type { NotificationView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import type { BoardSearch } from '../routes'
import { acknowledge, hearTest, readOne } from './acts'
import { type Inbox, wantsAnswer } from './inbox'
import styles from './inbox.module.css'
import { thingOf } from './thing'

const pictures: Readonly<Record<string, Icon>> = {
  crew_assigned: IconAmbulance,
  crew_changed: IconAmbulance,
  crew_stood_down: IconAmbulance,
  alarm: IconBellRinging,
  distress: IconLifebuoy,
  pre_alert: IconBuildingHospital,
  pre_alert_declined: IconBuildingHospital,
  shift_begins: IconCalendarWeek,
  licence_expires: IconCertificate,
  work_failed: IconAlertTriangle,
  digest: IconStack2,
  test: IconBellCheck,
}

interface Props {
  one: NotificationView
  unread: boolean
  open: boolean
  /** It wants an answer, or did a moment ago: what can be done about it stays where it is. */
  asked: boolean
  onOpen: () => void
  inbox: Inbox | null
  /** Shows in this window what stands on the board. */
  onBoard?: ((search: BoardSearch) => void) | undefined
  /** Somebody goes to what it is about. */
  onGo: () => void
}

/** One message: what it says at a glance, all of it when it is opened, and what can be done about it. */
export function Message({ one, unread, open, asked, onOpen, inbox, onBoard, onGo }: Props) {
  const { t, i18n } = useTranslation()
  const user = useUser()
  const thing = thingOf(one, user)
  const Picture = pictures[one.kind] ?? IconBell
  const time = (at: string) => timeOfDay(at, i18n.language, now())
  const here = thing?.to === '/board' && onBoard ? () => onBoard(thing.search) : undefined
  return (
    <article
      className={styles.message}
      data-notification={one.id}
      data-unread={unread || undefined}
      data-over={one.over !== null || undefined}
    >
      <h3 className={styles.head}>
        <button type="button" className={styles.title} aria-expanded={open} onClick={onOpen}>
          <Picture size={20} aria-hidden className={styles.picture ?? ''} />
          <span className={styles.words}>{one.title}</span>
          <time dateTime={one.said_at} className={styles.when}>
            {time(one.said_at)}
          </time>
          <IconChevronDown size={16} aria-hidden className={styles.turn ?? ''} />
        </button>
      </h3>
      <p className={styles.marks}>
        {unread && <Mark icon={IconMail} tone="moving" word={t('notify.unread')} />}
        {wantsAnswer(one) && <Mark icon={IconHandStop} tone="critical" word={t('notify.wants_answer')} />}
        {one.answered_at && (
          <Mark
            icon={IconCircleCheck}
            tone="free"
            word={t(one.answered_by ? 'notify.answered_by' : 'notify.answered', { name: one.answered_by, time: time(one.answered_at) })}
          />
        )}
        {one.over && !one.answered_at && <Mark icon={IconClockOff} tone="aside" word={t('notify.over', { time: time(one.over) })} />}
      </p>
      {open && <p className={styles.text}>{one.text}</p>}
      {(open || asked) && (
        <p className={styles.buttons}>
          <Answer one={one} inbox={inbox} />
          {thing && thing.word !== 'test' && (
            <Button
              size="compact-md"
              variant="default"
              {...(here ? {} : { component: Link, ...(thing as object) })}
              rightSection={<IconArrowRight className="turns" size={16} aria-hidden />}
              onClick={() => {
                inbox?.read([one.id])
                here?.()
                onGo()
              }}
            >
              {t(`notify.thing.${thing.word}`)}
            </Button>
          )}
        </p>
      )}
    </article>
  )
}

/** The button that answers, and what came of it: one's own, or that somebody was first. */
function Answer({ one, inbox }: { one: NotificationView; inbox: Inbox | null }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const send = async () => {
    setBusy(true)
    try {
      if (one.kind === 'test') {
        await hearTest(one.id)
        inbox?.put(await readOne(one.id))
      } else inbox?.put(await acknowledge(one.id))
      setSaid(t('notify.acknowledged'))
    } catch (failure) {
      const problem = problemOf(failure)
      const { by } = problem.facts
      setSaid(problem.code === 'already_acknowledged' && typeof by === 'string' ? t('notify.first', { name: by }) : problemText(problem))
      // Somebody was first: what holds now says who and when.
      if (problem.status === 409) inbox?.put(await readOne(one.id))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {wantsAnswer(one) && (
        <Button size="compact-md" loading={busy} leftSection={<IconCheck size={16} aria-hidden />} onClick={() => void send()}>
          {t(one.kind === 'test' ? 'notify.heard_it' : 'notify.acknowledge')}
        </Button>
      )}
      <span role="status" className={styles.said}>
        {said}
      </span>
    </>
  )
}
