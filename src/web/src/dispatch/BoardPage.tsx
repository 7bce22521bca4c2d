import { useElementSize } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitList } from '../fleet/UnitList'
import { callIdOf } from '../fleet/unitOrder'
import { LeaveWhenSignedOut } from '../people/LeaveWhenSignedOut'
import { Today } from '../people/Today'
import { say } from '../platform/announce'
import { Gather } from '../platform/gather'
import { useKeys } from '../platform/keys'
import { LiveSocket } from '../platform/live/socket'
import { useOpen, useThings } from '../platform/live/useLive'
import { useUser } from '../platform/session'
import { focusList } from '../platform/VirtualList'
import type { UnitView } from '../platform/wire'
import { AlarmStrip } from './AlarmStrip'
import { alarmText, ringing, useAcknowledge } from './alarms'
import { BoardHeader } from './BoardHeader'
import { Board, type News } from './board'
import styles from './board.module.css'
import { CallList } from './CallList'
import { CallPanel } from './CallPanel'
import { byUrgency, isOpen, matches, placeOf } from './callOrder'
import { type Desk, DeskContext, useChoice, useDesk, useStanding } from './desk'
import { Nothing, RowsLoading } from './ListNotes'
import { LostNotice } from './LostNotice'
import { NewCall } from './NewCall'
import { Panes } from './Panes'
import { askForRecommendations } from './Recommendations'
import { Shortcuts } from './Shortcuts'
import { StatusBar } from './StatusBar'
import { UnitPanel } from './UnitPanel'
import { warningsKey } from './Warnings'

/** The board, for whom it is; others see what is theirs instead of a line that never connects. */
export function BoardPage() {
  const user = useUser()
  return user?.permissions['dispatch.watch'] ? <WatchedBoard /> : <Today />
}

/** The dispatcher's board: one socket for as long as the page is open. */
function WatchedBoard() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const speak = useRef<(news: News) => void>(() => {})
  const [desk] = useState<Desk>(() => {
    const board = new Board(news => speak.current(news))
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
    return { board, socket: new LiveSocket(`${scheme}//${location.host}/ws/dispatchers/`, board.receive), intake: null }
  })

  useEffect(() => {
    // Only what is drawn is asked for again; the rest is when it is drawn next.
    const changed = new Gather(ids => {
      for (const id of ids) void queries.invalidateQueries({ queryKey: ['call', id] })
    })
    speak.current = news => {
      if (news.kind === 'call_changed') changed.add(news.id)
      if (news.kind === 'warnings_changed') void queries.invalidateQueries({ queryKey: warningsKey })
      if (news.kind === 'caught_up') {
        void queries.invalidateQueries()
        say(t('connection.back'))
      }
      if (news.kind === 'new_call') {
        const { priority, emergency_type, location } = news.call
        say(
          t('alarm.new_call', { priority: t(`priority.${priority}`), type: t(`type.${emergency_type}`), address: placeOf(location) }),
          priority === 'CRITICAL' ? 'alarm' : 'done',
        )
      }
      if (news.kind === 'needs_unit')
        say(t('alarm.needs_unit_again', { call: news.call.call_id, address: placeOf(news.call.location) }), 'alarm')
      if (news.kind === 'alarm') say(alarmText(news.alarm, t), 'alarm')
    }
    return () => changed.stop()
  }, [t, queries])

  useOpen(desk.socket)

  return (
    <DeskContext value={desk}>
      <LeaveWhenSignedOut socket={desk.socket} />
      <Room />
    </DeskContext>
  )
}

function Room() {
  const { t } = useTranslation()
  const { board, socket } = useDesk()
  const { search, go } = useChoice()
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const [help, setHelp] = useState(false)
  const searchField = useRef<HTMLInputElement>(null)
  const loading = useStanding() === 'waiting'
  const acknowledge = useAcknowledge()
  const clear = useCallback(() => setTyped(''), [])

  useKeys({
    '/': () => searchField.current?.focus(),
    '?': () => setHelp(true),
    n: () => go({ panel: 'new' }, search.panel === undefined),
    c: () => {
      go({ list: undefined })
      focusList('call')
    },
    u: () => {
      go({ list: 'units' })
      focusList('unit')
    },
    d: () => {
      const call = search.call ?? board.calls.all().filter(isOpen).toSorted(byUrgency)[0]?.id
      if (call === undefined) return
      go({ call, panel: 'call' }, search.panel === undefined)
      askForRecommendations()
    },
    a: () => {
      const first = ringing(board.alarms.all())[0]
      if (first) void acknowledge(first)
    },
    escape: () => focusList(search.panel === 'unit' || search.list === 'units' ? 'unit' : 'call'),
  })

  const panel = search.panel ?? (search.call !== undefined ? 'call' : undefined)
  return (
    <div className={styles.room} data-panel={search.panel ? '' : undefined} data-list={search.list ?? 'calls'}>
      <BoardHeader search={typed} onSearch={setTyped} searchField={searchField} onHelp={() => setHelp(true)} />
      <AlarmStrip />
      <main className={styles.main}>
        <Calls query={query} loading={loading} onClear={clear} />
        <section className={styles.panel} aria-label={t('board.details')}>
          {panel === 'new' ? (
            <NewCall />
          ) : panel === 'unit' ? (
            <UnitPanel id={search.unit} />
          ) : (
            <CallPanel key={search.call} id={panel === 'call' ? search.call : undefined} />
          )}
        </section>
        <Units query={query} loading={loading} onClear={clear} />
      </main>
      <StatusBar keys />
      <Panes />
      <LostNotice socket={socket} advice={t('connection.advice')} />
      {help && <Shortcuts onClose={() => setHelp(false)} />}
    </div>
  )
}

/** Narrower than this a row takes more lines. */
const oneLine = 480

interface ListProps {
  query: string
  loading: boolean
  onClear: () => void
}

function Calls(props: ListProps) {
  const { t } = useTranslation()
  const { ref, width } = useElementSize<HTMLElement>()
  return (
    <section ref={ref} className={styles.calls} aria-labelledby="calls-title">
      <h2 id="calls-title" className={styles.title}>
        {t('board.calls')}
      </h2>
      <CallList {...props} narrow={width < oneLine} />
    </section>
  )
}

function Units({ query, loading, onClear }: ListProps) {
  const { t } = useTranslation()
  const { board } = useDesk()
  const { search, go } = useChoice()
  const units = useThings(board.units)
  const { ref, width } = useElementSize<HTMLElement>()
  const narrow = width < oneLine
  const found = useMemo(
    () =>
      query === ''
        ? units
        : units.filter(unit =>
            matches(query, unit.unit_number, unit.status.replaceAll('_', ' '), unit.level, unit.kind, unit.home?.name, unit.hold?.reason),
          ),
    [units, query],
  )
  const callOf = useCallback((unit: UnitView) => board.calls.get(callIdOf(unit) ?? 0)?.call_id.replace('CALL-', ''), [board])
  const choose = useCallback((unit: number) => go({ unit, panel: 'unit' }), [go])
  const open = useCallback((unit: number) => go({ unit, panel: 'unit' }, search.panel === undefined), [go, search.panel])
  return (
    <section ref={ref} className={styles.units} aria-labelledby="units-title">
      <h2 id="units-title" className={styles.title}>
        {t('board.units')}
      </h2>
      {loading ? (
        <RowsLoading height={narrow ? 52 : 34} />
      ) : found.length === 0 ? (
        <Nothing query={query} onClear={onClear} title={t('board.no_units')} help={t('board.no_units_help')} />
      ) : (
        <UnitList
          live={board.units}
          units={found}
          chosen={search.unit ?? null}
          narrow={narrow}
          callOf={callOf}
          onChoose={choose}
          onOpen={open}
        />
      )}
    </section>
  )
}
