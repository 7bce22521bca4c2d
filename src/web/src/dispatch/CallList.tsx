import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useThings } from '../platform/live/useLive'
import { type Row, VirtualList } from '../platform/VirtualList'
import type { CallView } from '../platform/wire'
import { CallRow } from './CallRow'
import { byUrgency, isOpen, matches } from './callOrder'
import { useChoice, useDesk } from './desk'
import { Nothing, RowsLoading } from './ListNotes'

interface CallLine extends Row {
  call: CallView
}

/** Open calls, the most urgent first. */
export function CallList({ query, loading, narrow, onClear }: { query: string; loading: boolean; narrow: boolean; onClear: () => void }) {
  const height = narrow ? 84 : 60
  const { t } = useTranslation()
  const { board } = useDesk()
  const { search, go } = useChoice()
  const calls = useThings(board.calls)
  const rows = useMemo<CallLine[]>(
    () =>
      calls
        .filter(call => isOpen(call) && found(call, query))
        .toSorted(byUrgency)
        .map(call => ({ key: `call-${call.id}`, id: call.id, height, call })),
    [calls, query, height],
  )
  const choose = useCallback((call: number) => go({ call, panel: search.panel === undefined ? undefined : 'call' }), [go, search.panel])
  const open = useCallback((call: number) => go({ call, panel: 'call' }, search.panel === undefined), [go, search.panel])

  if (loading) return <RowsLoading height={height} />
  if (rows.length === 0) return <Nothing query={query} onClear={onClear} title={t('board.no_calls')} help={t('board.no_calls_help')} />
  return (
    <VirtualList
      name="call"
      label={t('board.calls')}
      rows={rows}
      chosen={search.call ?? null}
      onChoose={choose}
      onOpen={open}
      render={line => <CallRow call={line.call} narrow={narrow} />}
    />
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
    ...call.units.map(unit => unit.unit_number),
  )
