import { useCallback, useMemo } from 'react'
import { useManyThings } from '../platform/live/useLive'
import { type Row, VirtualList } from '../platform/VirtualList'
import { Widest } from '../platform/Widest'
import type { CallView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { CallRow, FirstColumn } from './CallRow'
import { byUrgency, isOpen, matches } from './callOrder'
import { useChoice, useDesk } from './desk'
import { Nothing, RowsLoading } from './ListNotes'
import { useNumbered } from './useCall'

interface CallLine extends Row {
  call: CallView
}

/** Open calls, the most urgent first; any other is found by its number. */
export function CallList({ query, loading, narrow, onClear }: { query: string; loading: boolean; narrow: boolean; onClear: () => void }) {
  const height = narrow ? 84 : 60
  const { t } = useTranslation()
  const { board } = useDesk()
  const { search, go, open: show } = useChoice()
  const calls = useManyThings(board.calls)
  const { call: numbered, searching } = useNumbered(query)
  const rows = useMemo<CallLine[]>(() => {
    const open = calls.filter(call => isOpen(call) && found(call, query)).toSorted(byUrgency)
    // A call that is over is in the list only for whoever asks for it by its number.
    const ended = numbered && !open.some(call => call.id === numbered.id) ? [numbered] : []
    return [...open, ...ended].map(call => ({ key: `call-${call.id}`, id: call.id, height, call }))
  }, [calls, query, height, numbered])
  const choose = useCallback((call: number) => go({ call, panel: search.panel === undefined ? undefined : 'call' }), [go, search.panel])
  const draw = useCallback((line: CallLine) => <CallRow call={line.call} narrow={narrow} />, [narrow])
  const open = useCallback((call: number) => show({ call, panel: 'call' }), [show])

  // The first news are here before they are in order.
  const ordering = calls.length === 0 && board.calls.size > 0
  if (loading || ordering || (rows.length === 0 && searching)) return <RowsLoading height={height} />
  if (rows.length === 0) return <Nothing query={query} onClear={onClear} title={t('board.no_calls')} help={t('board.no_calls_help')} />
  return (
    <>
      <Widest name="--state">
        <FirstColumn />
      </Widest>
      <VirtualList
        name="call"
        label={t('board.calls')}
        rows={rows}
        chosen={search.call ?? null}
        onChoose={choose}
        onOpen={open}
        render={draw}
      />
    </>
  )
}

const found = (call: CallView, query: string): boolean =>
  query === '' ||
  matches(
    query,
    call.call_id,
    call.location.address,
    call.emergency_type,
    call.priority,
    call.state.replaceAll('_', ' '),
    call.determinant,
    call.description,
    ...call.units.map(unit => unit.unit_number),
  )
