import { Button } from '@mantine/core'
import nothing from '../platform/nothing.module.css'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './list.module.css'

/** Narrower than this a row takes more lines. */
export const oneLine = 480

export interface ListProps {
  /** What is searched for; empty for everything. */
  query: string
  loading: boolean
  onClear: () => void
}

/** Why a list is empty, and the way out when a search emptied it. */
export function Nothing({ query, onClear, title, help }: { query: string; onClear: () => void; title: string; help: string }) {
  const { t } = useTranslation()
  return (
    <div className={nothing.nothing}>
      <strong>{query ? t('board.no_match', { query }) : title}</strong>
      {query ? (
        <Button variant="default" size="compact-sm" onClick={onClear}>
          {t('board.clear_search')}
        </Button>
      ) : (
        <span>{help}</span>
      )}
    </div>
  )
}

/** Grey rows of the real height, so that nothing moves when the first snapshot comes. */
export function RowsLoading({ height }: { height: number }) {
  const { t } = useTranslation()
  return (
    <div className={styles.loading} aria-busy="true">
      <span className="spoken">{t('board.loading')}</span>
      {Array.from({ length: 8 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: eight equal rows that never move
        <div key={row} className={styles.ghost} style={{ blockSize: height }} aria-hidden>
          <span />
          <span />
        </div>
      ))}
    </div>
  )
}
