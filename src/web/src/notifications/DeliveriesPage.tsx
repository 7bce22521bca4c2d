import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ConnectionMark } from '../dispatch/ConnectionMark'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import filters from '../platform/filters.module.css'
import { LiveSocket } from '../platform/live/socket'
import { useManyThings, useOpen, useStand } from '../platform/live/useLive'
import { PageFrame } from '../platform/PageFrame'
import { usePages } from '../platform/pages'
import { Table } from '../platform/Table'
import { fromTyped, timeOfDay } from '../platform/time'
import type { DeliveryView, Way } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { DeliveryFilters, useNarrow } from './DeliveryFilters'
import { DeliveryPanel } from './DeliveryPanel'
import { DeliveryFeed, fits, type Held, hold, statesOf, together } from './deliveries'
import styles from './deliveries.module.css'
import { Minute } from './Minute'
import { kindWord, reasonWord, StateMark, WayMark } from './marks'

const key = 'deliveries'

/** Who is told what, and what becomes of it, as it happens; narrowed, held still, and each delivery with its tries. */
export function DeliveriesPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [{ feed, socket }] = useState(() => {
    const feed = new DeliveryFeed(() => void queries.invalidateQueries({ queryKey: [key] }))
    return { feed, socket: new LiveSocket('/ws/deliveries/', feed.receive) }
  })
  const [paused, setPaused] = useState(false)
  const stand = useStand(feed.standing)
  useOpen(socket)
  return (
    <PageFrame
      tall
      title={t('admin.place.deliveries')}
      lead={t('admin.about.deliveries')}
      actions={
        <>
          <ConnectionMark socket={socket} catchingUp={stand === 'behind'} />
          <Button
            variant="default"
            aria-pressed={paused}
            leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
            onClick={() => setPaused(!paused)}
          >
            {t(paused ? 'deliveries.go_on' : 'deliveries.pause')}
          </Button>
        </>
      }
    >
      <DeliveryFilters />
      <Room feed={feed} paused={paused} />
    </PageFrame>
  )
}

/** The list, and beside it the delivery that was opened. */
function Room({ feed, paused }: { feed: DeliveryFeed; paused: boolean }) {
  const { t, i18n } = useTranslation()
  const { search, narrow } = useNarrow()
  const span = {
    from: search.from === undefined ? null : fromTyped(search.from),
    to: search.to === undefined ? null : fromTyped(search.to),
  }
  const asked = {
    ...(statesOf(search).length > 0 ? { state: [...statesOf(search)] } : {}),
    ...(search.way ? { way: search.way as Way } : {}),
    ...(search.kind ? { kind: search.kind } : {}),
    ...(search.user ? { user_id: Number(search.user) } : {}),
    ...(search.subject ? { subject: search.subject } : {}),
    ...(span.from ? { from: span.from } : {}),
    ...(span.to ? { to: span.to } : {}),
  }
  const narrowedTo = JSON.stringify(asked)
  const pages = usePages<DeliveryView, number>([key, asked], (after, signal) =>
    answered(
      api.GET('/api/deliveries', { params: { query: { ...asked, ...(after === undefined ? {} : { after }), limit: 100 } }, signal }),
    ),
  )
  const news = useManyThings(feed.things)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is made anew only when what it takes is another
  const belongs = useMemo(() => fits(search, span), [narrowedTo])
  const [held, setHeld] = useState<Held | null>(null)
  const { rows, newer } = useMemo(
    () => together(pages.rows, news, belongs, held, pages.more === undefined && !pages.loading),
    [pages.rows, pages.more, pages.loading, news, belongs, held],
  )
  const latest = useRef(rows)
  latest.current = rows

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins anew, and is held where it then stands
  useEffect(() => {
    setHeld(paused ? hold(latest.current) : null)
  }, [paused, narrowedTo])

  // What lies under the hand does not move: while somebody is in the list it stands still.
  const enter = () => {
    setHeld(before => before ?? hold(latest.current))
  }
  const leave = () => {
    if (!paused) setHeld(null)
  }
  const open = search.delivery === undefined ? null : Number(search.delivery)
  const close = () => {
    void narrow({ delivery: undefined })
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-delivery="${open}"]`)?.focus())
  }
  return (
    <div className={styles.room} data-open={open === null ? undefined : ''}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here, only noticed who is in the list */}
      <div
        className={styles.list}
        onPointerEnter={enter}
        onPointerLeave={event => !event.currentTarget.contains(document.activeElement) && leave()}
        onFocus={enter}
        onBlur={event => !event.currentTarget.contains(event.relatedTarget) && !event.currentTarget.matches(':hover') && leave()}
      >
        <div className={styles.top}>
          <Minute feed={feed} way={search.way} />
          <div className={styles.held}>
            <p className={filters.soft} role="status">
              {held !== null && (paused || newer > 0) && (
                <>
                  {t(paused ? 'deliveries.paused' : 'deliveries.held')} {newer > 0 && t('deliveries.newer', { count: newer })}
                </>
              )}
            </p>
            {held !== null && newer > 0 && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setHeld(hold(together(pages.rows, news, belongs, null, pages.more === undefined && !pages.loading).rows))}
              >
                {t('deliveries.show_newer')}
              </Button>
            )}
          </div>
        </div>
        <Table
          label={t('admin.place.deliveries')}
          pages={{ ...pages, rows }}
          keyOf={row => row.id}
          empty={t('deliveries.none')}
          columns={[
            {
              head: t('deliveries.said'),
              cell: row => {
                const time = timeOfDay(row.said_at, i18n.language, now())
                return (
                  <Button
                    className={filters.name}
                    variant="transparent"
                    size="compact-sm"
                    data-delivery={row.id}
                    aria-expanded={open === row.id}
                    aria-label={t('deliveries.open', {
                      time,
                      person: row.person ?? t('deliveries.nobody'),
                      way: t(`way.${row.way}`),
                      state: t(`delivery_state.${row.state}`),
                    })}
                    onClick={() => narrow({ delivery: open === row.id ? undefined : String(row.id) })}
                  >
                    <time dateTime={row.said_at}>{time}</time>
                  </Button>
                )
              },
              width: '8rem',
            },
            { head: t('deliveries.person'), cell: row => <bdi>{row.person ?? '–'}</bdi> },
            {
              head: t('deliveries.what'),
              cell: row => (
                <>
                  {kindWord(t, row.kind)} <bdi className={styles.soft}>{row.subject}</bdi>
                </>
              ),
            },
            { head: t('deliveries.way'), cell: row => <WayMark way={row.way} />, width: '8.5rem' },
            {
              head: t('deliveries.state'),
              cell: row => (
                <>
                  <StateMark state={row.state} /> {row.reason && <bdi className={styles.soft}>{reasonWord(t, row.reason)}</bdi>}
                </>
              ),
              width: 'minmax(0, 1.4fr)',
            },
            { head: t('deliveries.tries'), cell: row => row.tries, number: true, width: '3.5rem' },
          ]}
        />
      </div>
      {open !== null && (
        <DeliveryPanel
          key={open}
          id={open}
          version={rows.find(row => row.id === open)?.version}
          onNarrow={change => void narrow(change)}
          onClose={close}
        />
      )}
    </div>
  )
}
