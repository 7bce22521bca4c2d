import { Checkbox } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { AppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { dayName } from '../platform/zones'
import { type SeriesConflict, useFindingText } from './findings'
import styles from './visit.module.css'

interface Props {
  conflicts: readonly SeriesConflict[]
  known: readonly AppointmentView[]
  /** Who may come, by id. */
  names: ReadonlyMap<number, string>
  leftOut: ReadonlySet<string>
  onChange: (leftOut: ReadonlySet<string>) => void
}

/** What speaks against visits of a series, visit by visit: each is left out, or something else is changed and it is asked again. */
export function SeriesConflicts({ conflicts, known, names, leftOut, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const text = useFindingText(known)
  const list = useRef<HTMLFieldSetElement>(null)
  // What sent it stands below, and what was wrong is said above.
  useEffect(() => list.current?.scrollIntoView({ block: 'nearest' }), [])
  const visits = [...new Set(conflicts.map(one => one.occurrence))]
  return (
    <fieldset ref={list} className={styles.conflicts}>
      <legend>{t('visit.repeat.conflicts', { count: visits.length })}</legend>
      <p className={styles.soft}>{t('visit.repeat.conflicts_help')}</p>
      <ul className={styles.rows}>
        {visits.map(occurrence => (
          <li key={occurrence}>
            <Checkbox
              label={t('visit.repeat.leave_out', { day: dayName(occurrence.slice(0, 10), i18n.language), time: occurrence.slice(11) })}
              checked={leftOut.has(occurrence)}
              onChange={event =>
                onChange(new Set(event.currentTarget.checked ? [...leftOut, occurrence] : [...leftOut].filter(one => one !== occurrence)))
              }
            />
            {conflicts
              .filter(one => one.occurrence === occurrence)
              .map(one => (
                <p key={one.therapist_id ?? 'client'} className={styles.soft}>
                  {one.therapist_id === null
                    ? text({ kind: 'client_booked', appointment_id: one.appointment_id ?? 0 })
                    : `${names.get(one.therapist_id) ?? ''} ${one.findings.map(text).join(' ')}`}
                </p>
              ))}
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
