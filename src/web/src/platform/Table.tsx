import { Button } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Pages } from './pages'
import styles from './table.module.css'
import { useProblemText } from './useProblemText'
import { useTranslation } from './words/useTranslation'

export interface Column<R> {
  head: string
  cell: (row: R) => ReactNode
  /** A track of the grid; as wide as the others when not said. */
  width?: string
  /** Numbers stand under each other. */
  number?: boolean
}

interface Props<R> {
  label: string
  columns: readonly Column<R>[]
  pages: Pages<R>
  keyOf: (row: R) => string | number
  /** Said when there is nothing. */
  empty: string
}

/**
 * A table of any length of which only the rows in sight are drawn; rows may be of any height. Where it is narrow each row becomes a
 * paragraph, its cells after their headings.
 */
export function Table<R>({ label, columns, pages, keyOf, empty }: Props<R>) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const box = useRef<HTMLDivElement>(null)
  const { rows, loading, problem, more, again } = pages
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 37,
    getItemKey: index => {
      const row = rows[index]
      return row === undefined ? index : keyOf(row)
    },
    overscan: 8,
  })
  const drawn = virtual.getVirtualItems()
  const last = drawn.at(-1)?.index ?? -1
  useEffect(() => {
    if (last >= rows.length - 10) more?.()
  }, [last, rows.length, more])

  const tracks = { gridTemplateColumns: columns.map(column => column.width ?? 'minmax(0, 1fr)').join(' ') }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has only a keyboard scrolls it with the arrows
    <section ref={box} className={styles.box} aria-label={label} tabIndex={0}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that stand by transforms are no rows of a real table */}
      <div role="table" aria-label={label} aria-rowcount={more ? -1 : rows.length + 1} className={styles.table}>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
        <div role="row" aria-rowindex={1} className={styles.head} style={tracks}>
          {columns.map(column => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <div key={column.head} role="columnheader" className={column.number ? styles.number : undefined}>
              {column.head}
            </div>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className={styles.rows} style={{ blockSize: virtual.getTotalSize() }}>
          {drawn.map(item => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              // biome-ignore lint/a11y/useSemanticElements: as above
              // biome-ignore lint/a11y/useFocusableInteractive: as above
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                role="row"
                aria-rowindex={item.index + 2}
                className={styles.row}
                style={{ ...tracks, transform: `translateY(${item.start}px)` }}
              >
                {columns.map(column => (
                  // biome-ignore lint/a11y/useSemanticElements: as above
                  <div key={column.head} role="cell" data-head={column.head} className={column.number ? styles.number : styles.cell}>
                    {column.cell(row)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
      {problem ? (
        <div className={styles.note} role="alert">
          <p>{problemText(problem)}</p>
          <Button variant="default" size="compact-sm" onClick={again}>
            {t('retry')}
          </Button>
        </div>
      ) : (
        <p className={styles.note} role="status">
          {loading || (rows.length === 0 && more) ? t('admin.loading') : rows.length === 0 ? empty : ''}
        </p>
      )}
    </section>
  )
}
