import { type ReactNode, useCallback, useMemo } from 'react'
import type { Keyed } from '../platform/live/keyed'
import { type Row, VirtualList } from '../platform/VirtualList'
import { Widest } from '../platform/Widest'
import type { UnitStatus, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { StatusMark } from './StatusMark'
import { Levels, Statuses, UnitRow } from './UnitRow'
import { grouped } from './unitOrder'
import styles from './unitRow.module.css'

type Line = Row & ({ unit: UnitView; status?: never } | { status: UnitStatus; count: number; unit?: never })

interface Props {
  /** Where a row hears of its own unit's news, positions above all. */
  live: Keyed<UnitView>
  units: readonly UnitView[]
  chosen: number | null
  narrow: boolean
  callOf: (unit: UnitView) => string | undefined
  /** How a unit stands on its way, where that is watched. */
  timing: (unit: UnitView) => ReactNode
  onChoose: (id: number) => void
  onOpen: (id: number) => void
}

/** Units under their status. */
export function UnitList({ live, units, chosen, narrow, callOf, timing, onChoose, onOpen }: Props) {
  const { t } = useTranslation()
  const rows = useMemo(
    () =>
      grouped(units).flatMap(({ status, units }): Line[] => [
        { key: status, id: null, height: 28, status, count: units.length },
        ...units.map((unit): Line => ({ key: `unit-${unit.id}`, id: unit.id, height: narrow ? 52 : 34, unit })),
      ]),
    [units, narrow],
  )
  const draw = useCallback(
    (line: Line) =>
      line.unit ? (
        <UnitRow live={live} listed={line.unit} call={callOf(line.unit)} timing={timing} narrow={narrow} />
      ) : (
        <div className={styles.heading}>
          <StatusMark status={line.status} />
          <span className={styles.count}>{line.count}</span>
        </div>
      ),
    [live, callOf, timing, narrow],
  )
  return (
    <>
      <Widest name="--level">
        <Levels />
      </Widest>
      <Widest name="--status">
        <Statuses />
      </Widest>
      <VirtualList name="unit" label={t('board.units')} rows={rows} chosen={chosen} onChoose={onChoose} onOpen={onOpen} render={draw} />
    </>
  )
}
