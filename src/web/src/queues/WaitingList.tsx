import { TextInput } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, type RefObject, useCallback, useMemo, useState } from 'react'
import { Nothing, RowsLoading } from '../dispatch/ListNotes'
import { useAtNow } from '../platform/clock'
import { useManyThings } from '../platform/live/useLive'
import { type Row, VirtualList } from '../platform/VirtualList'
import type { TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useCut, useFollowing, useStanding } from './following'
import { useOver } from './over'
import { TicketRow } from './TicketRow'
import { alarmsOf, isFound, listsOf, placesOf } from './tickets'
import styles from './waitingList.module.css'

interface Line extends Row {
  ticket: TicketView | null
  position: number
  due: boolean
  word: string
}

/** Narrower than this a row takes two lines. */
const oneLine = 720

interface Props {
  /** The field in which somebody is looked for, so that a key of the page leads there. */
  search: RefObject<HTMLInputElement | null>
  /** What else can be done here, behind the field. */
  children?: ReactNode
}

/** Everybody who waits, in the order in which they are called; whoever should be looked at stands above, with the place that they have. */
export function WaitingList({ search, children }: Props) {
  const { t } = useTranslation()
  const { rooms, queues } = useFollowing()
  const [typed, setTyped] = useState('')
  const { show, desk } = useOver()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const tickets = useManyThings(rooms.tickets)
  const [chosen, setChosen] = useState<number | null>(null)
  const narrow = width > 0 && width < oneLine
  const height = narrow ? 62 : 46
  const standing = useStanding()
  const cut = useCut()
  // Who is due follows from the time: drawn again when another one is, not with every second.
  const flagged = useAtNow(now =>
    alarmsOf(tickets, now)
      .map(({ why, ticket }) => `${ticket.id} ${why}`)
      .join(),
  )
  const rows = useMemo<Line[]>(() => {
    const why = new Map(flagged.split(',').map(one => one.split(' ') as [string, string]))
    const { waiting } = listsOf(tickets, desk)
    const places = placesOf(waiting)
    const lines = waiting
      .map((ticket): Line => {
        const { id } = ticket
        const word = why.get(String(id)) ?? ''
        return { key: `ticket-${id}`, id, height, ticket, position: places.get(id) ?? 0, due: word === 'due', word }
      })
      .filter(line => line.ticket && isFound(line.ticket, typed))
    const first = lines.filter(line => line.word !== '')
    const heading = (word: string): Line => ({ key: word, id: null, height: 30, ticket: null, position: 0, due: false, word })
    if (first.length === 0) return lines
    return [heading('look'), ...first, heading('line'), ...lines.filter(line => line.word === '')]
  }, [tickets, desk, flagged, typed, height])
  const draw = useCallback(
    ({ ticket, position, due, word }: Line) =>
      ticket ? (
        <TicketRow {...{ ticket, position, due, narrow, queues }} />
      ) : (
        <p className={styles.heading}>{t(`queue.heading.${word}`)}</p>
      ),
    [narrow, queues, t],
  )
  const open = useCallback(
    (id: number) => {
      setChosen(id)
      show(id)
    },
    [show],
  )
  return (
    <section ref={ref} className={styles.waiting} aria-labelledby="waiting-title">
      <div className={styles.head}>
        <h2 id="waiting-title">{t('queue.waiting')}</h2>
        {cut && <span className={styles.first}>{t('queue.first_shown')}</span>}
        <TextInput
          ref={search}
          size="xs"
          className={styles.search}
          placeholder={t('queue.find')}
          aria-label={t('queue.find')}
          value={typed}
          leftSection={<IconSearch size={14} aria-hidden />}
          onChange={event => setTyped(event.currentTarget.value)}
          onKeyDown={event => event.key === 'Escape' && setTyped('')}
        />
        {children}
      </div>
      {standing === 'waiting' ? (
        <RowsLoading height={46} />
      ) : (
        <>
          {rows.length === 0 && (
            <Nothing query={typed.trim()} onClear={() => setTyped('')} title={t('queue.nobody')} help={t('queue.nobody_help')} />
          )}
          {/* Also without a row: it keeps the keyboard, or Enter would all at once be a key of the desk's. */}
          <VirtualList
            name="waiting"
            label={t('queue.waiting')}
            rows={rows}
            chosen={chosen}
            onChoose={setChosen}
            onOpen={open}
            render={draw}
          />
        </>
      )}
    </section>
  )
}
