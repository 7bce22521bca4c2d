import { now } from '../platform/clock'
import type { Pages } from '../platform/pages'
import { Table } from '../platform/Table'
import { timeOfDay } from '../platform/time'
import type { AuditLine } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './audit.module.css'

interface Props {
  label: string
  pages: Pages<AuditLine>
  empty: string
  kinds: readonly { kind: string; sentence: string }[]
}

/** Lines of the event log, in words where there are some and with the data as they were recorded. */
export function AuditTable({ label, pages, empty, kinds }: Props) {
  const { t, i18n } = useTranslation()
  const sentences = new Map(kinds.map(one => [one.kind, one.sentence]))
  return (
    <Table
      label={label}
      pages={pages}
      keyOf={line => line.id}
      empty={empty}
      columns={[
        { head: t('admin.time'), cell: line => <time dateTime={line.at}>{timeOfDay(line.at, i18n.language, now())}</time>, width: '9rem' },
        {
          head: t('admin.actor'),
          cell: line => (
            <>
              {line.actor_name ?? ''} <bdi className={styles.soft}>{line.actor}</bdi>
            </>
          ),
        },
        {
          head: t('admin.audit.what'),
          cell: line => (
            <>
              <bdi className={styles.kind}>{line.kind}</bdi> <span className={styles.soft}>{sentences.get(line.kind)}</span>
            </>
          ),
          width: 'minmax(0, 2fr)',
        },
        { head: t('admin.subject'), cell: line => <bdi>{line.subject}</bdi>, width: 'minmax(0, 0.8fr)' },
        {
          head: t('admin.audit.data'),
          cell: line => (
            <bdi className={styles.data}>
              {line.to_state && `${line.from_state ?? ''} → ${line.to_state} `}
              {JSON.stringify(line.data)}
            </bdi>
          ),
          width: 'minmax(0, 2fr)',
        },
      ]}
    />
  )
}
