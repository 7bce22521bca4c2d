import { type ReactNode, useRef } from 'react'
import { now } from '../../platform/clock'
import { useSteady } from '../../platform/useSteady'
import { useTranslation } from '../../platform/words/useTranslation'
import { dayAfter, dayName, daysBetween, wall } from '../../platform/zones'
import { BlockButton } from './BlockButton'
import { type Carried, pressedInWeek, spanOfCarried } from './carry'
import { stands } from './conflicts'
import type { Block, Lane } from './lanes'
import { clockAt, dayOf, onDay, within } from './ruler'
import { useBlockKeys } from './useBlockKeys'
import type { Carry } from './useCarry'
import { type Spot, usePointer } from './usePointer'
import { type Cell, cellsOf } from './week'
import styles from './week.module.css'

interface Props {
  days: readonly string[]
  zone: string
  lanes: readonly Lane[]
  carry: Carry
  onOpen: (visit: number) => void
  onDay: (day: string) => void
}

/** A week: a row a therapist, a day a column. What is moved keeps its time of the day. */
export function WeekPlan({ days, zone, lanes, carry, onOpen, onDay: showDay }: Props) {
  const { t, i18n } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const today = wall(now(), zone).slice(0, 10)
  const spotAt = (x: number, y: number): Spot | null => {
    const cell = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-day]')
    const lane = cell?.closest<HTMLElement>('[data-lane]')?.dataset.lane
    if (!cell?.dataset.day || lane === undefined) return null
    return { therapist: lane === '' ? null : Number(lane), time: dayOf(cell.dataset.day, zone).from }
  }
  // By as many days as between the cell where it was taken and the one where it is let go: a night is in two cells.
  const { press, wasDragged } = usePointer(carry, box, spotAt, (block, spot, grabbed) => {
    const taken = wall(block.from + grabbed, zone).slice(0, 10)
    const to = wall(spot.time, zone).slice(0, 10)
    return taken === to ? block.from : onDay(block.from, dayAfter(clockDay(block.from, zone), daysBetween(taken, to)), zone)
  })
  const key = useBlockKeys(carry, (carried, direction) => pressedInWeek(carried, direction, lanes, days, zone), box)
  const open = useSteady(({ visit }: Block) => {
    if (!wasDragged() && carry.carried?.by !== 'keys') onOpen(visit.id)
  })
  const { carried } = carry
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has only a keyboard scrolls it with the arrows
    <section ref={box} className={styles.box} aria-label={t('visit.week')} tabIndex={0} data-carrying={carried ? '' : undefined}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('visit.therapist')}</th>
            {days.map(day => (
              <th key={day} scope="col" aria-current={day === today ? 'date' : undefined}>
                <button type="button" onClick={() => showDay(day)}>
                  {dayName(day, i18n.language)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lanes.map(lane => {
            const name = lane.therapist === null ? t('visit.nobody') : lane.name
            const cells = cellsOf(lane, days, zone)
            return (
              <tr key={lane.therapist ?? 0} data-lane={lane.therapist ?? ''}>
                <th scope="row">
                  <bdi>{name}</bdi>
                  <span className={styles.soft}>{lane.away ? t('visit.away') : <Load cells={cells} />}</span>
                </th>
                {cells.map((cell, column) => (
                  <td key={cell.day} data-day={cell.day} data-off={cell.works === 0 ? '' : undefined}>
                    <div className={styles.cell}>
                      {cell.blocks.map(({ block, before, after }, index) => (
                        <BlockButton
                          key={block.id}
                          block={block}
                          zone={zone}
                          name={name}
                          first={index === 0 && cells.slice(0, column).every(one => one.blocks.length === 0)}
                          lifted={carried?.block.id === block.id}
                          before={before}
                          after={after}
                          onPress={press}
                          onOpen={open}
                          onKey={key}
                        />
                      ))}
                      <Ghost carried={carried} carry={carry} lane={lane} day={cell.day} zone={zone} />
                    </div>
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

const clockDay = (time: number, zone: string): string => wall(time, zone).slice(0, 10)

/** How much of the week's work is visits, where it is known how much that is. */
function Load({ cells }: { cells: readonly Cell[] }): ReactNode {
  const { t } = useTranslation()
  const minutes = cells.reduce((sum, cell) => sum + cell.minutes, 0)
  const works = cells.reduce((sum, cell) => sum + (cell.works ?? 0), 0)
  return works > 0
    ? t('visit.hours_of', { hours: Math.round(minutes / 6) / 10, of: Math.round(works / 6) / 10 })
    : t('visit.hours', { hours: Math.round(minutes / 6) / 10 })
}

function Ghost({ carried, carry, lane, day, zone }: { carried: Carried | null; carry: Carry; lane: Lane; day: string; zone: string }) {
  if (carried === null || carried.therapist !== lane.therapist || !within({ from: carried.from, to: carried.from + 1 }, dayOf(day, zone)))
    return null
  const { from, to } = spanOfCarried(carried)
  const { against } = carry
  return (
    <span className={styles.ghost} data-against={against.length === 0 ? 'none' : stands(against) ? 'stands' : 'reason'} aria-hidden>
      {clockAt(from, zone)}–{clockAt(to, zone)}
    </span>
  )
}
