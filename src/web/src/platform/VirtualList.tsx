import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import styles from './virtualList.module.css'

export interface Row {
  key: string
  /** Null for a heading between rows, which cannot be chosen. */
  id: number | null
  height: number
}

interface Props<R extends Row> {
  name: string
  label: string
  rows: readonly R[]
  chosen: number | null
  onChoose: (id: number) => void
  /** Enter, or a click on the row: opens what was chosen. */
  onOpen: (id: number) => void
  /** The same function for as long as it draws the same, or every row is drawn with every move. */
  render: (row: R) => ReactNode
}

/**
 * A list of any length of which only the rows in sight are drawn. One tab stop; arrows, Home, End, Page Up and Page Down move the
 * choice; assistive technology hears it as a list box.
 */
export function VirtualList<R extends Row>({ name, label, rows, chosen, onChoose, onOpen, render }: Props<R>) {
  const box = useRef<HTMLDivElement>(null)
  const chosenAt = chosen === null ? -1 : rows.findIndex(row => row.id === chosen)
  // Keys come faster than pictures: the next one means what the last one chose, drawn or not.
  const meant = useRef(chosen)
  useLayoutEffect(() => {
    meant.current = chosen
  }, [chosen])
  const meantAt = () => (meant.current === null ? -1 : rows.findIndex(row => row.id === meant.current))
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: useCallback((index: number) => rows[index]?.height ?? 0, [rows]),
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: 4,
  })

  // Follows the choice when the user moves it, not when the row moves by itself: nothing may jump under the pointer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice scrolls
  useEffect(() => {
    if (chosenAt < 0) return
    // With the next picture: what the choice itself changes is shown first, and to scroll now would lay all of it out twice.
    const picture = requestAnimationFrame(() => {
      const { scrollOffset, scrollRect } = virtual
      const place = virtual.measurementsCache[chosenAt]
      const top = scrollOffset ?? 0
      if (!place || !scrollRect || place.start < top || place.end > top + scrollRect.height) virtual.scrollToIndex(chosenAt)
    })
    return () => cancelAnimationFrame(picture)
  }, [chosen])

  const move = (from: number, step: 1 | -1, distance = 1) => {
    let to = from
    let left = distance
    for (let at = from + step; at >= 0 && at < rows.length && left > 0; at += step) {
      if (rows[at]?.id === null) continue
      to = at
      left--
    }
    const id = rows[to]?.id
    if (id == null) return
    meant.current = id
    onChoose(id)
  }

  const open = () => {
    if (meant.current !== null && meantAt() >= 0) onOpen(meant.current)
  }

  const moves = new Map([
    ['ArrowDown', () => move(meantAt(), 1)],
    ['ArrowUp', () => move(meantAt() < 0 ? rows.length : meantAt(), -1)],
    ['Home', () => move(-1, 1)],
    ['End', () => move(rows.length, -1)],
    ['PageDown', () => move(meantAt(), 1, 10)],
    ['PageUp', () => move(meantAt() < 0 ? rows.length : meantAt(), -1, 10)],
    ['Enter', open],
  ])

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const act = moves.get(event.key)
    if (!act) return
    event.preventDefault()
    act()
  }

  const { places, options } = useMemo(() => placesOf(rows), [rows])
  const drawn = virtual.getVirtualItems()
  const inSight = drawn.some(item => item.index === chosenAt)
  return (
    <div ref={box} className={styles.box} data-list={name} data-none={rows.length === 0 || undefined}>
      <div
        role="listbox"
        tabIndex={rows.length === 0 ? -1 : 0}
        aria-label={label}
        aria-activedescendant={inSight ? `${name}-${chosen}` : undefined}
        onKeyDown={press}
        className={styles.rows}
        style={{ blockSize: virtual.getTotalSize() }}
      >
        {drawn.map(item => {
          const row = rows[item.index]
          if (!row) return null
          return (
            <Line
              key={item.key}
              name={name}
              row={row}
              start={item.start}
              selected={row.id !== null && row.id === chosen}
              options={options}
              place={places[item.index]}
              onOpen={onOpen}
              render={render as (row: Row) => ReactNode}
            />
          )
        })}
      </div>
    </div>
  )
}

interface LineProps extends Pick<Props<Row>, 'name' | 'onOpen' | 'render'> {
  row: Row
  start: number
  selected: boolean
  options: number
  place: number | undefined
}

/** One row in its place: when the choice moves or another row changes, it is not drawn again. */
const Line = memo(
  ({ name, row, start, selected, options, place, onOpen, render }: LineProps) => {
    const style = { blockSize: row.height, transform: `translateY(${start}px)` }
    const { id } = row
    return id === null ? (
      <div className={styles.row} style={style} aria-hidden="true">
        {render(row)}
      </div>
    ) : (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list box takes the keys for its options
      <div
        id={`${name}-${id}`}
        role="option"
        tabIndex={-1}
        aria-selected={selected}
        aria-setsize={options}
        aria-posinset={place}
        className={styles.row}
        style={style}
        onClick={() => onOpen(id)}
      >
        {render(row)}
      </div>
    )
  },
  ({ row, ...before }, { row: next, ...after }) => alike(row, next) && alike(before, after),
)

function alike<T extends object>(one: T, other: T): boolean {
  const keys = Object.keys(one) as (keyof T)[]
  return keys.length === Object.keys(other).length && keys.every(key => Object.is(one[key], other[key]))
}

/** Each option's place among the options, and how many there are; headings have none. */
export function placesOf(rows: readonly Pick<Row, 'id'>[]): { places: readonly number[]; options: number } {
  let options = 0
  const places = rows.map(row => (row.id === null ? 0 : ++options))
  return { places, options }
}

/** Gives the keyboard to a list. */
export function focusList(name: string): void {
  document.querySelector<HTMLElement>(`[data-list="${name}"] [role="listbox"]`)?.focus({ preventScroll: true })
}
