import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
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
  render: (row: R) => ReactNode
}

/**
 * A list of any length of which only the rows in sight are drawn. One tab stop; arrows, Home, End, Page Up and Page Down move the
 * choice; assistive technology hears it as a list box.
 */
export function VirtualList<R extends Row>({ name, label, rows, chosen, onChoose, onOpen, render }: Props<R>) {
  const box = useRef<HTMLDivElement>(null)
  const chosenAt = chosen === null ? -1 : rows.findIndex(row => row.id === chosen)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: useCallback((index: number) => rows[index]?.height ?? 0, [rows]),
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: 6,
  })

  // The heights belong to the rows; after a new order the old places are wrong.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when the rows change
  useEffect(() => virtual.measure(), [rows, virtual])

  // Follows the choice when the user moves it, not when the row moves by itself: nothing may jump under the pointer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice scrolls
  useEffect(() => {
    if (chosenAt >= 0) virtual.scrollToIndex(chosenAt)
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
    if (id != null) onChoose(id)
  }

  const moves = new Map([
    ['ArrowDown', () => move(chosenAt, 1)],
    ['ArrowUp', () => move(chosenAt < 0 ? rows.length : chosenAt, -1)],
    ['Home', () => move(-1, 1)],
    ['End', () => move(rows.length, -1)],
    ['PageDown', () => move(chosenAt, 1, 10)],
    ['PageUp', () => move(chosenAt < 0 ? rows.length : chosenAt, -1, 10)],
    ['Enter', () => chosen !== null && chosenAt >= 0 && onOpen(chosen)],
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
    <div ref={box} className={styles.box} data-list={name}>
      <div
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={inSight ? `${name}-${chosen}` : undefined}
        onKeyDown={press}
        className={styles.rows}
        style={{ blockSize: virtual.getTotalSize() }}
      >
        {drawn.map(item => {
          const row = rows[item.index]
          if (!row) return null
          const place = { blockSize: item.size, transform: `translateY(${item.start}px)` }
          return row.id === null ? (
            <div key={item.key} className={styles.row} style={place} aria-hidden="true">
              {render(row)}
            </div>
          ) : (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box takes the keys for its options
            <div
              key={item.key}
              id={`${name}-${row.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={row.id === chosen}
              aria-setsize={options}
              aria-posinset={places[item.index]}
              className={styles.row}
              style={place}
              onClick={() => row.id !== null && onOpen(row.id)}
            >
              {render(row)}
            </div>
          )
        })}
      </div>
    </div>
  )
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
