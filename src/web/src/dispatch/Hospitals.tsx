import { useMemo } from 'react'
import { useThings } from '../platform/live/useLive'
import { Timer } from '../platform/Timer'
import type { HospitalLoad, HospitalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { matches } from './callOrder'
import { useDesk } from './desk'
import { HospitalMarks } from './HospitalMarks'
import styles from './hospitals.module.css'
import { type ListProps, Nothing, RowsLoading } from './ListNotes'

const fullness: Record<HospitalLoad, number> = { LOW: 0, MODERATE: 1, HIGH: 2, FULL: 3 }

/** Who takes patients first, then the emptier, then by name. */
const byRoom = (a: HospitalView, b: HospitalView): number =>
  Number(a.on_diversion) - Number(b.on_diversion) || fullness[a.load] - fullness[b.load] || a.name.localeCompare(b.name)

/** The hospitals as they last said how they are. */
export function Hospitals({ query, loading, onClear }: ListProps) {
  const { t } = useTranslation()
  const { board } = useDesk()
  const hospitals = useThings(board.hospitals)
  const found = useMemo(
    () => hospitals.filter(one => query === '' || matches(query, one.name, one.address, ...one.specialties)).toSorted(byRoom),
    [hospitals, query],
  )
  if (loading) return <RowsLoading height={52} />
  if (found.length === 0) return <Nothing query={query} onClear={onClear} title={t('hospital.none')} help={t('hospital.none_help')} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has only a keyboard scrolls it with the arrows
    <ul className={styles.hospitals} tabIndex={0}>
      {found.map(hospital => (
        <li key={hospital.id} className={styles.hospital} data-closed={hospital.on_diversion || undefined}>
          <strong className={styles.name}>{hospital.name}</strong>
          {hospital.phone && (
            <a href={`tel:${hospital.phone}`} dir="ltr">
              {hospital.phone}
            </a>
          )}
          <span className={styles.marks}>
            <HospitalMarks hospital={hospital} />
          </span>
          {hospital.specialties.length > 0 && (
            <span className={styles.soft}>{hospital.specialties.map(one => t(`type.${one}`, { defaultValue: one })).join(', ')}</span>
          )}
          <span className={styles.soft}>
            {hospital.capacity_at ? (
              <>
                {t('hospital.said')} <Timer since={hospital.capacity_at} />
              </>
            ) : (
              t('hospital.said_never')
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
