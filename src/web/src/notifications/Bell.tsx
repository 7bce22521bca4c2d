import { ActionIcon } from '@mantine/core'
import { IconBell, IconBellRinging } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { memo, useEffect, useRef, useState } from 'react'
import { useUser } from '../platform/session'
import { useTranslation } from '../platform/words/useTranslation'
import type { BoardSearch } from '../routes'
import { openPushed } from './acts'
import styles from './bell.module.css'
import { InboxPanel } from './InboxPanel'
import type { Counts } from './inbox'
import { type Mine, useCounts, useMine } from './mine'
import { hear } from './push'

interface Props {
  size?: 'lg' | number
  /** Where the page keeps the settings itself, because going elsewhere would end what it does. */
  onSettings?: (() => void) | undefined
  /** A second window of the same desk: it shows, and leaves speaking to the first. */
  quiet?: boolean
  /** Where what stands on the board is shown in this window too, going there would take the window away. */
  onBoard?: ((search: BoardSearch) => void) | undefined
}

/** How many messages wait, on every page: drawn alone, and only when the number has become another. */
export const Bell = memo(({ size = 'lg', onSettings, quiet = false, onBoard }: Props) => {
  const { t } = useTranslation()
  const mine = useMine()
  const counts = useCounts(mine)
  const { unread, asking } = counts
  /** Open, and at which message. */
  const [open, setOpen] = useState<{ at: number | null } | null>(null)
  useOpened(mine, at => setOpen({ at }), onSettings, onBoard)
  const Picture = asking > 0 ? IconBellRinging : IconBell
  return (
    <>
      <ActionIcon
        className={styles.bell ?? ''}
        variant="default"
        size={size}
        aria-haspopup="dialog"
        aria-label={[t('notify.bell', { count: unread }), asking > 0 && t('notify.asking', { count: asking })].filter(Boolean).join(', ')}
        data-unread={unread}
        onClick={() => setOpen({ at: null })}
      >
        <Picture size={18} aria-hidden />
        {unread > 0 && (
          <span className={styles.count} data-asks={asking > 0 ? '' : undefined} aria-hidden>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </ActionIcon>
      {!quiet && <Spoken counts={counts} />}
      {open && mine && <InboxPanel mine={mine} at={open.at} onSettings={onSettings} onBoard={onBoard} onClose={() => setOpen(null)} />}
    </>
  )
})

/** Milliseconds that a screen reader is left in peace, however many messages come. */
const peace = 15_000

/** What is new, for who does not see it: once for all that came meanwhile, and nothing of what is read. */
function Spoken({ counts: { known, unread } }: { counts: Counts }) {
  const { t } = useTranslation()
  const [said, setSaid] = useState('')
  const last = useRef<{ unread: number; at: number } | null>(null)
  useEffect(() => {
    if (!known) return
    const before = last.current
    if (!before || unread <= before.unread) {
      last.current = { unread, at: before?.at ?? 0 }
      return
    }
    const timer = setTimeout(
      () => {
        last.current = { unread, at: Date.now() }
        setSaid(t('notify.spoken', { count: unread }))
      },
      Math.max(0, before.at + peace - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [t, known, unread])
  return (
    <span className="spoken" role="status">
      {said}
    </span>
  )
}

/** Who pressed what lay on their lock screen is led to what it is about. */
function useOpened(mine: Mine | null, show: (id: number | null) => void, onSettings: Props['onSettings'], onBoard: Props['onBoard']) {
  const user = useUser()
  const navigate = useNavigate()
  const then = useRef({ show, onSettings, onBoard })
  then.current = { show, onSettings, onBoard }
  useEffect(() => {
    if (!mine || !user) return
    return hear(({ type, id }) => {
      if (type !== 'opened') return
      openPushed(id, user)
        .then(({ view, thing }) => {
          mine.inbox.put(view)
          mine.inbox.read([view.id])
          if (thing?.word === 'test' && then.current.onSettings) then.current.onSettings()
          else if (thing?.to === '/board' && then.current.onBoard) then.current.onBoard(thing.search)
          else if (thing) void navigate(thing as never)
          else then.current.show(view.id)
        })
        // Without an answer there is at least what lies here.
        .catch(() => then.current.show(null))
    })
  }, [mine, user, navigate])
}
