import { useElementSize } from '@mantine/hooks'
import { useCallback, useMemo } from 'react'
import { UnitList } from '../fleet/UnitList'
import { callIdOf } from '../fleet/unitOrder'
import { useManyThings } from '../platform/live/useLive'
import type { UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { matches } from './callOrder'
import { useChosenUnit, useDesk, useMoves } from './desk'
import { type ListProps, Nothing, oneLine, RowsLoading } from './ListNotes'
import { UnitTarget } from './TargetMarks'

/** The units that the search leaves, under their status. */
export function Units({ query, loading, onClear }: ListProps) {
  const { t } = useTranslation()
  const { board } = useDesk()
  const chosen = useChosenUnit()
  const { go, open: show } = useMoves()
  const units = useManyThings(board.units)
  const { ref, width } = useElementSize<HTMLDivElement>()
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
  const timing = useCallback((unit: UnitView) => <UnitTarget callId={callIdOf(unit)} unitId={unit.id} />, [])
  const choose = useCallback((unit: number) => go({ unit, panel: 'unit' }), [go])
  const open = useCallback((unit: number) => show({ unit, panel: 'unit' }), [show])
  return (
    <div ref={ref} className="fills">
      {loading || (units.length === 0 && board.units.size > 0) ? (
        <RowsLoading height={narrow ? 52 : 34} />
      ) : found.length === 0 ? (
        <Nothing query={query} onClear={onClear} title={t('board.no_units')} help={t('board.no_units_help')} />
      ) : (
        <UnitList
          live={board.units}
          units={found}
          chosen={chosen ?? null}
          narrow={narrow}
          callOf={callOf}
          timing={timing}
          onChoose={choose}
          onOpen={open}
        />
      )}
    </div>
  )
}
