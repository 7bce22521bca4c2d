import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { KeyHint } from '../platform/KeyHint'
import { Loading } from '../platform/Loading'
import { useThings } from '../platform/live/useLive'
import { useSettings } from '../platform/settings'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import type { DeskView, PressView, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useFollowing, useStanding } from './following'
import { deedsKey, readDeeds, useHands } from './hands'
import { DeskStateMark, LevelMark, TicketStateMark } from './marks'
import { useOver } from './over'
import styles from './sideLists.module.css'
import { keepKeyboard } from './TicketActions'
import { listsOf, presentAt } from './tickets'

interface PartProps {
  title: string
  /** Null until it is known. */
  count: number | null
  none: string
  children: ReactNode
}

/** A list of its own beside the line. */
function Part({ title, count, none, children }: PartProps) {
  return (
    <section className={styles.part} aria-label={title}>
      <h2>
        {title} <span>{count}</span>
      </h2>
      {count === null ? <Loading lines={1} /> : count === 0 ? <p className={styles.none}>{none}</p> : <ul>{children}</ul>}
    </section>
  )
}

/** How many there are of what the channels tell: before they have told, nobody says that there are none. */
const useKnown = (count: number): number | null => (useStanding() === 'waiting' ? null : count)

function One({ ticket, offers = [], children }: { ticket: TicketView; offers?: readonly string[]; children: ReactNode }) {
  const { t } = useTranslation()
  const { take, show } = useOver()
  const { busy } = useHands()
  return (
    <li>
      <button type="button" className={styles.number} onClick={() => show(ticket.id)}>
        {ticket.number}
      </button>
      <span className={styles.what}>{children}</span>
      <span className={styles.offers}>
        {offers
          .filter(action => ticket.actions.includes(action))
          .map(action => (
            <Button
              key={action}
              size="compact-sm"
              variant="default"
              loading={busy === action || undefined}
              aria-label={`${t(`queue.action.${action}`)}: ${ticket.number}`}
              onMouseDown={keepKeyboard}
              onClick={() => take(ticket, action)}
            >
              {t(`queue.action.${action}`)}
            </Button>
          ))}
      </span>
    </li>
  )
}

/** Away for a while: what for, and the way back into the line. */
export function Held() {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const { held } = listsOf(useThings(rooms.tickets))
  return (
    <Part title={t('queue.held')} count={useKnown(held.length)} none={t('queue.held_none')}>
      {held.map(ticket => (
        <One key={ticket.id} ticket={ticket} offers={['ask_back', 'return']}>
          <LevelMark level={ticket.level} />
          <bdi>{ticket.late ? t('queue.late') : ticket.hold_reason}</bdi>
          <Timer since={ticket.state_since} />
        </One>
      ))}
    </Part>
  )
}

/** So long ago somebody did not come, and may still do. */
const kept = 12 * 3_600_000

/** Who did not come when called; a list of their own, asked for again when one is added to it. */
export function Missing() {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const problemText = useProblemText()
  const ids = useMemo(() => rooms.rooms.map(room => room.id), [rooms])
  const { data, error } = useQuery({
    queryKey: ['missing', ...ids],
    queryFn: async ({ signal }) =>
      (
        await Promise.all(
          ids.map(id => {
            const since = new Date(now() - kept).toISOString()
            return answered(api.GET('/api/queues/{id}/tickets', { params: { path: { id }, query: { state: ['NO_SHOW'], since } }, signal }))
          }),
        )
      ).flat(),
  })
  const missing = (data ?? [])
    .filter(ticket => now() - Date.parse(ticket.state_since) < kept)
    .toSorted((a, b) => Date.parse(b.state_since) - Date.parse(a.state_since))
  return (
    <Part
      title={t('queue.missing')}
      count={data || error ? missing.length : null}
      none={error ? problemText(error) : t('queue.missing_none')}
    >
      {missing.map(ticket => (
        <One key={ticket.id} ticket={ticket} offers={['reinstate']}>
          <LevelMark level={ticket.level} />
          <Timer since={ticket.state_since} />
        </One>
      ))}
    </Part>
  )
}

/** Every desk of the queue: whether it is open, who sits there, and whom they have. */
export function Desks() {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const tickets = useThings(rooms.tickets)
  const desks = useThings(rooms.desks).toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  return (
    <Part title={t('queue.at_desks')} count={useKnown(desks.length)} none={t('queue.no_desks')}>
      {desks.map(desk => (
        <AtDesk key={desk.id} desk={desk} ticket={presentAt(tickets, desk.id)} />
      ))}
    </Part>
  )
}

function AtDesk({ desk, ticket }: { desk: DeskView; ticket: TicketView | undefined }) {
  const { show } = useOver()
  return (
    <li>
      <strong>
        <bdi>{desk.name}</bdi>
      </strong>
      <span className={styles.what}>
        {ticket ? (
          <>
            <button type="button" className={styles.number} onClick={() => show(ticket.id)}>
              {ticket.number}
            </button>
            <TicketStateMark state={ticket.state} />
          </>
        ) : (
          <DeskStateMark state={desk.state} />
        )}
        <Timer since={(ticket ?? desk).state_since} />
        {desk.attended_by_name && <bdi className={styles.soft}>{desk.attended_by_name}</bdi>}
      </span>
    </li>
  )
}

/** Who is at the other desks, live: two desks see each other's acts. */
export function AtOthers({ without }: { without: number }) {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const served = listsOf(useThings(rooms.tickets)).served.filter(ticket => ticket.desk_id !== without)
  return (
    <Part title={t('queue.at_others')} count={useKnown(served.length)} none={t('queue.at_desks_none')}>
      {served.map(ticket => (
        <One key={ticket.id} ticket={ticket}>
          <bdi>{ticket.desk_name}</bdi>
          <TicketStateMark state={ticket.state} />
          <Timer since={ticket.state_since} />
        </One>
      ))}
    </Part>
  )
}

/** What was done here lately, with the way back. */
export function Deeds({ desk }: { desk: DeskView }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const { data, error } = useQuery({
    queryKey: deedsKey(desk.id),
    queryFn: ({ signal }) => readDeeds(desk.id, signal),
    // What somebody else did since can no longer be taken back from here.
    refetchInterval: 15_000,
  })
  const presses = data ?? []
  return (
    <Part title={t('queue.deeds')} count={data || error ? presses.length : null} none={error ? problemText(error) : t('queue.deeds_none')}>
      {presses.map((press, at) => (
        <Deed key={press.id} press={press} desk={desk.id} first={at === presses.findIndex(({ last }) => last)} />
      ))}
    </Part>
  )
}

function Deed({ press, desk, first }: { press: PressView; desk: number; first: boolean }) {
  const { t, i18n } = useTranslation()
  const { undo, busy } = useHands()
  const { singleKeys } = useSettings()
  const what = press.deeds
    .map(({ action, number }) => t(`queue.deed.${action}`, { number, defaultValue: `${action} ${number}` }))
    .join(', ')
  return (
    <li>
      <time dateTime={press.at}>{timeOfDay(press.at, i18n.language, now()).slice(0, -3)}</time>
      <span className={styles.what}>{what}</span>
      {press.last && (
        <Button
          size="compact-sm"
          variant="default"
          loading={(first && busy === 'undo') || undefined}
          aria-label={`${t('queue.action.undo')}: ${what}`}
          aria-keyshortcuts={first && singleKeys ? 'U' : undefined}
          rightSection={first && singleKeys ? <KeyHint of="U" size="xs" /> : undefined}
          onMouseDown={keepKeyboard}
          onClick={() => void undo(desk, press)}
        >
          {t('queue.action.undo')}
        </Button>
      )}
    </li>
  )
}
