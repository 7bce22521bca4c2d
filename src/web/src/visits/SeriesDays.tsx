import { Checkbox } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import type { AppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { dayName } from '../platform/zones'
import { type SeriesConflict, useConflictText } from './findings'
import styles from './visit.module.css'

interface Props {
  /** Each by when it would begin by the clock of the site. */
  occurrences: readonly string[]
  conflicts: readonly SeriesConflict[]
  known: readonly AppointmentView[]
  /** Who may come, by id. */
  names: ReadonlyMap<number, string>
  leftOut: ReadonlySet<string>
  onChange: (leftOut: ReadonlySet<string>) => void
}

/** The visits of a series before it is agreed on, those first against which something speaks: each takes place, or is left out. */
export function SeriesDays({ occurrences, conflicts, known, names, leftOut, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const text = useConflictText(known, names)
  const against = [...new Set(conflicts.map(one => one.occurrence))]
  const others = occurrences.filter(one => !against.includes(one))
  const kept = occurrences.filter(one => !leftOut.has(one))
  const last = kept.at(-1)
  const day = (occurrence: string, why?: ReactNode) => (
    <li key={occurrence}>
      <Checkbox
        label={t('visit.repeat.day_at', { day: dayName(occurrence.slice(0, 10), i18n.language), time: occurrence.slice(11) })}
        checked={!leftOut.has(occurrence)}
        onChange={event =>
          onChange(new Set(event.currentTarget.checked ? [...leftOut].filter(one => one !== occurrence) : [...leftOut, occurrence]))
        }
      />
      {why}
    </li>
  )
  return (
    <>
      {against.length > 0 && (
        <Against count={against.length}>
          {against.map(occurrence =>
            day(
              occurrence,
              conflicts
                .filter(one => one.occurrence === occurrence)
                .map(one => (
                  <p key={one.therapist_id ?? 'client'} className={styles.soft}>
                    {text(one)}
                  </p>
                )),
            ),
          )}
        </Against>
      )}
      {others.length > 0 && (
        <details className={styles.days}>
          <summary>
            {last === undefined
              ? t('visit.repeat.visits', { count: 0 })
              : t('visit.repeat.visits_until', { count: kept.length, day: dayName(last.slice(0, 10), i18n.language) })}
          </summary>
          <p className={styles.soft}>{t('visit.repeat.days_help')}</p>
          <ul>{others.map(occurrence => day(occurrence))}</ul>
        </details>
      )}
    </>
  )
}

function Against({ count, children }: { count: number; children: ReactNode }) {
  const { t } = useTranslation()
  const list = useRef<HTMLFieldSetElement>(null)
  // What sent it stands below, and what was wrong is said above.
  useEffect(() => list.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <fieldset ref={list} className={styles.conflicts}>
      <legend>{t('visit.repeat.conflicts', { count })}</legend>
      <p className={styles.soft}>{t('visit.repeat.conflicts_help')}</p>
      <ul className={styles.rows}>{children}</ul>
    </fieldset>
  )
}
