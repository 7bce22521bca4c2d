import { Failed, Loading } from '../platform/Loading'
import type { AppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useFindingText } from './findings'
import { type Sought, useCandidates } from './reads'
import styles from './visit.module.css'

interface Props {
  /** Null while it is not said when and what for. */
  sought: Sought | null
  chosen: readonly number[]
  /** One for a place; several where each has a place of their own. */
  several?: boolean
  known: readonly AppointmentView[]
  onChoose: (therapists: readonly number[]) => void
}

/** Everybody who could come, the best first, with what speaks for and against each. */
export function Candidates({ sought, chosen, several = false, known, onChoose }: Props) {
  const { t } = useTranslation()
  const text = useFindingText(known)
  const { data, error, refetch } = useCandidates(sought)
  if (sought === null) return <p className={styles.soft}>{t('visit.candidates_later')}</p>
  if (error) return <Failed problem={error} onAgain={refetch} />
  if (!data) return <Loading lines={3} />
  if (data.length === 0) return <p>{t('visit.candidates_none')}</p>
  return (
    <ul className={styles.candidates} aria-label={t('visit.candidates')}>
      {data.map(one => {
        const is = chosen.includes(one.therapist_id)
        return (
          <li key={one.therapist_id}>
            <label className={styles.candidate}>
              <input
                type={several ? 'checkbox' : 'radio'}
                name="therapist"
                checked={is}
                onChange={() =>
                  onChoose(
                    several ? (is ? chosen.filter(id => id !== one.therapist_id) : [...chosen, one.therapist_id]) : [one.therapist_id],
                  )
                }
              />
              <strong>
                <bdi>{one.name}</bdi>
              </strong>
              <span className={styles.soft}>
                {[
                  one.knows_client ? t('visit.knows') : '',
                  one.extra_travel_seconds == null ? '' : t('visit.extra', { count: Math.ceil(one.extra_travel_seconds / 60) }),
                  t('visit.minutes', { count: one.minutes_that_day }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              {one.findings.length > 0 && <span data-against={one.with_reason ? '' : 'stands'}>{one.findings.map(text).join(' ')}</span>}
            </label>
          </li>
        )
      })}
    </ul>
  )
}
