import styles from './plainTable.module.css'
import type { Column } from './Table'
import { useTranslation } from './words/useTranslation'

interface Props<R> {
  label: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  keyOf: (row: R) => string | number
  empty: string
}

/** A short table, whole. */
export function PlainTable<R>({ label, columns, rows, keyOf, empty }: Props<R>) {
  const { t } = useTranslation()
  if (rows.length === 0) return <p className={styles.empty}>{empty || t('admin.nothing')}</p>
  return (
    // biome-ignore lint/a11y/useSemanticElements: the part around it is the landmark already, and these are no fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has only a keyboard scrolls it with the arrows
    <div role="group" className={styles.box} aria-label={label} tabIndex={0}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.head} scope="col" className={column.number ? styles.number : undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.head} scope="row" className={column.number ? styles.number : undefined}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.head} className={column.number ? styles.number : undefined}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
