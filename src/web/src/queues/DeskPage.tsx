import { Button, Kbd, Menu } from '@mantine/core'
import { IconDeviceDesktop, IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { LostNotice } from '../dispatch/LostNotice'
import bar from '../dispatch/statusBar.module.css'
import { Today } from '../people/Today'
import { useAtNow } from '../platform/clock'
import { Waiting as WaitingPage } from '../platform/Interlude'
import { KeyHint } from '../platform/KeyHint'
import { Failed } from '../platform/Loading'
import { useThings } from '../platform/live/useLive'
import { Said } from '../platform/Said'
import { useUser } from '../platform/session'
import { changeSettings, useSettings } from '../platform/settings'
import { focusList } from '../platform/VirtualList'
import type { DeskView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { AlarmStrip, useAlarms } from './AlarmStrip'
import { chooseDesk, useChosenDesk } from './chosenDesk'
import { DeskChoice } from './DeskChoice'
import styles from './desk.module.css'
import { useFollowing, useStanding, useWaitingCount } from './following'
import { GiveNumber } from './GiveNumber'
import { useHands } from './hands'
import { DeskStateMark } from './marks'
import { useOver } from './over'
import { Present } from './Present'
import { QueueHeader } from './QueueHeader'
import { useDesks, useQueues } from './reads'
import { Shortcuts } from './Shortcuts'
import { AtOthers, Deeds, Held, Missing } from './SideLists'
import { Stage } from './Stage'
import { keepKeyboard } from './TicketActions'
import { isOver } from './tickets'
import { useDeskKeys } from './useDeskKeys'
import { WaitingList } from './WaitingList'

/** The console of a room, counter or window; others see what is theirs. */
export function DeskPage() {
  const user = useUser()
  return user?.permissions['queues.serve'] ? <ChosenDesk /> : <Today />
}

function ChosenDesk() {
  const chosen = useChosenDesk()
  const desks = useDesks()
  const queues = useQueues()
  // Whoever works at a desk begins there the next time.
  useEffect(() => changeSettings({ home: '/desk' }), [])
  const error = desks.error ?? queues.error
  if (error && !(desks.data && queues.data)) {
    return (
      <main className={styles.failed}>
        <Failed problem={error} onAgain={() => Promise.all([desks.refetch(), queues.refetch()])} />
      </main>
    )
  }
  if (!desks.data || !queues.data) return <WaitingPage />
  const desk = desks.data.find(one => one.id === chosen)
  if (!desk) return <DeskChoice desks={desks.data} queues={queues.data} unknown={chosen !== null} />
  return (
    <Stage
      key={[desk.id, ...desk.queues].join()}
      queues={queues.data}
      followed={queues.data.filter(queue => desk.queues.includes(queue.id))}
      desk={desk}
    >
      <Console />
    </Stage>
  )
}

function Console() {
  const { desk } = useOver()
  return desk ? <Room desk={desk} /> : null
}

function Room({ desk }: { desk: DeskView }) {
  const { t } = useTranslation()
  const { rooms, queues } = useFollowing()
  const [help, setHelp] = useState(false)
  const [giving, setGiving] = useState(false)
  const { singleKeys } = useSettings()
  const search = useRef<HTMLInputElement>(null)
  const { ringing, answer, quiet } = useAlarms()
  const catchingUp = useStanding() === 'behind'
  useDeskKeys(desk, {
    '/': () => search.current?.focus(),
    '?': () => setHelp(true),
    w: () => focusList('waiting'),
    j: () => setGiving(true),
    a: quiet,
  })
  return (
    <div className={styles.room}>
      <QueueHeader
        title={desk.name}
        line={{ socket: rooms, catchingUp }}
        rings
        onHelp={() => setHelp(true)}
        menu={
          <Menu.Item leftSection={<IconDeviceDesktop size={16} aria-hidden />} onClick={() => chooseDesk(null)}>
            {t('queue.other_desk')}
          </Menu.Item>
        }
      >
        <Turning desk={desk} />
        <Counts desk={desk} />
      </QueueHeader>
      <AlarmStrip ringing={ringing} onAnswer={answer} />
      <main className={styles.main}>
        <div className={styles.present}>
          <Present desk={desk} />
        </div>
        <WaitingList search={search}>
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            rightSection={singleKeys ? <KeyHint of="J" size="xs" /> : undefined}
            aria-keyshortcuts={singleKeys ? 'J' : undefined}
            onMouseDown={keepKeyboard}
            onClick={() => setGiving(true)}
          >
            {t('queue.give.title')}
          </Button>
        </WaitingList>
        <div className={styles.side}>
          <Held />
          <Missing />
          <AtOthers without={desk.id} />
          <Deeds desk={desk} />
        </div>
      </main>
      <Footer />
      <LostNotice socket={rooms} advice={t('queue.offline_advice')} />
      {giving && (
        <GiveNumber queues={desk.queues.flatMap(id => queues.find(queue => queue.id === id) ?? [])} onClose={() => setGiving(false)} />
      )}
      {help && <Shortcuts of="desk" onClose={() => setHelp(false)} />}
    </div>
  )
}

/** Open, rest, close: as the server offers it. */
function Turning({ desk }: { desk: DeskView }) {
  const { t } = useTranslation()
  const { turn, busy } = useHands()
  return (
    <div className={styles.turning}>
      <DeskStateMark state={desk.state} form="outline" />
      {desk.actions.map(action => (
        <Button
          key={action}
          size="compact-md"
          variant="default"
          loading={busy === `desk_${action}` || undefined}
          aria-label={`${t(`queue.desk_action.${action}`, { defaultValue: action })}: ${desk.name}`}
          onClick={() => void turn(desk, action)}
        >
          {t(`queue.desk_action.${action}`, { defaultValue: action })}
        </Button>
      ))}
    </div>
  )
}

function Counts({ desk }: { desk: DeskView }) {
  const { t } = useTranslation()
  const { rooms, queues } = useFollowing()
  const tickets = useThings(rooms.tickets).filter(ticket => ticket.state === 'WAITING')
  const over = useAtNow(now => tickets.filter(ticket => isOver(ticket, now)).length)
  const codes = desk.queues.map(id => queues.find(queue => queue.id === id)?.code ?? `#${id}`)
  const waiting = useWaitingCount()
  useEffect(() => {
    document.title = `${waiting ? `(${waiting}) ` : ''}${desk.name} · ${t('app')}`
  }, [waiting, desk.name, t])
  return (
    <p className={styles.counts}>
      <bdi className={styles.codes}>{codes.join(', ')}</bdi>
      {waiting !== null && <span>{t('queue.waiting_count', { count: waiting })}</span>}
      {over > 0 && <span className={styles.over}>{t('queue.over_count', { count: over })}</span>}
    </p>
  )
}

/** What was last done or refused, and the keys that are pressed all day. */
function Footer() {
  const { t } = useTranslation()
  const { singleKeys } = useSettings()
  return (
    <footer className={bar.bar}>
      <Said />
      {singleKeys && (
        <p className={bar.keys}>
          <Kbd size="xs">{t('queue.space')}</Kbd> {t('queue.action.call_next')} <Kbd size="xs">Enter</Kbd> {t('queue.done_next')}{' '}
          <Kbd size="xs">S</Kbd> {t('queue.action.start')} <Kbd size="xs">U</Kbd> {t('queue.action.undo')} <Kbd size="xs">?</Kbd>{' '}
          {t('keys.title')}
        </p>
      )}
    </footer>
  )
}
