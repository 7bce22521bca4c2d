import { Alert, Button, Skeleton } from '@mantine/core'
import { IconChecks, IconPlugConnectedX, IconSettings } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { Dialog } from '../platform/Dialog'
import { Failed } from '../platform/Loading'
import { useConnection, useStand, useThings } from '../platform/live/useLive'
import { timeOfDay } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'
import type { BoardSearch } from '../routes'
import { type Inbox, inOrder, wantsAnswer } from './inbox'
import styles from './inbox.module.css'
import { Message } from './Message'
import { type Mine, useCounts } from './mine'

interface Props {
  mine: Mine
  /** The message that stands open at first. */
  at: number | null
  onSettings: (() => void) | undefined
  onBoard: ((search: BoardSearch) => void) | undefined
  onClose: () => void
}

/** What somebody was told: what wants an answer first, then the newest; older ones as they are asked for. */
export function InboxPanel({ mine, at, onSettings, onBoard, onClose }: Props) {
  const { t } = useTranslation()
  const { inbox } = mine
  const { unread } = useCounts(mine)
  const { list, asked } = useOrdered(inbox)
  const [open, setOpen] = useState(at)
  const show = (id: number | null) => {
    setOpen(id)
    if (id !== null) inbox.read([id])
  }
  return (
    <Dialog title={t('notify.title')} side onClose={onClose}>
      <div className={styles.tools}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconChecks size={16} aria-hidden />}
          disabled={!list.some(inbox.isUnread)}
          onClick={() => inbox.read(list.map(one => one.id))}
        >
          {t('notify.read_all')}
        </Button>
        {onSettings ? (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconSettings size={16} aria-hidden />}
            onClick={() => {
              onClose()
              onSettings()
            }}
          >
            {t('notify.settings_short')}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="subtle"
            component={Link}
            to="/account/notifications"
            leftSection={<IconSettings size={16} aria-hidden />}
            onClick={onClose}
          >
            {t('notify.settings_short')}
          </Button>
        )}
      </div>
      <Offline mine={mine} />
      {list.length > 0 && (
        <ul className={styles.list} aria-label={t('notify.title')}>
          {list.map(one => (
            <li key={one.id}>
              <Message
                one={one}
                unread={inbox.isUnread(one)}
                open={open === one.id}
                asked={asked.has(one.id)}
                onOpen={() => show(open === one.id ? null : one.id)}
                inbox={inbox}
                onBoard={onBoard}
                onGo={onClose}
              />
            </li>
          ))}
        </ul>
      )}
      <Older inbox={inbox} empty={list.length === 0 && unread === 0} />
    </Dialog>
  )
}

/** What is answered while somebody looks stays where it was: the next must not slip under the hand. */
function useOrdered(inbox: Inbox) {
  const things = useThings(inbox.things)
  const first = useRef(new Set<number>())
  return useMemo(() => {
    for (const one of things) if (wantsAnswer(one)) first.current.add(one.id)
    return { list: things.toSorted(inOrder(first.current)), asked: first.current as ReadonlySet<number> }
  }, [things])
}

function Offline({ mine: { socket } }: { mine: Mine }) {
  const { t, i18n } = useTranslation()
  const connection = useConnection(socket)
  const heard = socket.heardAt()
  if (connection.state !== 'lost') return null
  return (
    <Alert color="orange" variant="outline" icon={<IconPlugConnectedX size={18} aria-hidden />} role="status" className={styles.note}>
      {heard === null ? t('notify.offline_never') : t('notify.offline', { time: timeOfDay(heard, i18n.language, Date.now()) })}
    </Alert>
  )
}

function Older({ inbox, empty }: { inbox: Inbox; empty: boolean }) {
  const { t } = useTranslation()
  const { state, problem, next } = useSyncExternalStore(inbox.subscribe, inbox.paging)
  const stand = useStand(inbox.standing)
  // The first page is asked for with the first look, and again after whatever was missed.
  useEffect(() => {
    if (next === undefined && state === 'idle') void inbox.more()
  }, [inbox, next, state])
  if (state === 'failed') return <Failed problem={problem} onAgain={inbox.more} />
  if (state === 'loading' && (next === undefined || stand === 'waiting'))
    return (
      <div aria-busy="true" className={styles.list}>
        <span className="spoken" role="status">
          {t('notify.loading')}
        </span>
        {[0, 1, 2].map(line => (
          <Skeleton key={line} height="3.5rem" />
        ))}
      </div>
    )
  if (empty && next === null) return <p className={styles.empty}>{t('notify.none')}</p>
  if (next === null || next === undefined) return null
  return (
    <Button fullWidth variant="default" loading={state === 'loading'} onClick={() => void inbox.more()} className={styles.more ?? ''}>
      {t('notify.older')}
    </Button>
  )
}
