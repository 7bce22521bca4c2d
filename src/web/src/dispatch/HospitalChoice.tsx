import { Skeleton } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { useThing } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { useProblemText } from '../platform/useProblemText'
import type { HospitalView, RankedHospitalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './choice.module.css'
import { useDesk } from './desk'
import { HospitalMarks } from './HospitalMarks'
import { recommendation } from './recommendation'

interface Props {
  /** From where it is ranked, and for which type of emergency. */
  call: number | undefined
  label: string
  /** What leaving it open means; without it one must be chosen. */
  open: string | null
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

type Known = Pick<HospitalView, 'id' | 'name'> & { ranked?: RankedHospitalView }

/** Hospitals as the server ranks them for the call, the best first: radio buttons, so that the arrow keys choose. */
export function HospitalChoice({ call, label, open, value, error, onChange }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const { board } = useDesk()
  const name = useId()
  const {
    data,
    error: failed,
    isPending,
  } = useQuery({
    ...recommendation(call ?? 0),
    enabled: call !== undefined,
  })
  const ranked = data?.hospitals.map((one): Known => ({ id: one.hospital_id, name: one.name, ranked: one }))
  // Without a ranking the names are still better than nothing: somebody lies in that ambulance.
  const hospitals = ranked ?? (failed || call === undefined ? board.hospitals.all() : null)

  return (
    <fieldset className={styles.choice} aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{label}</legend>
      {failed && (
        <p role="alert" className={styles.failed}>
          {t('hospital.unranked')} {problemText(failed)}
        </p>
      )}
      {isPending && call !== undefined ? (
        <Skeleton height="16rem" aria-busy="true" />
      ) : (
        <div className={styles.list}>
          {open !== null && (
            <label className={styles.option}>
              <input type="radio" name={name} value="" checked={value === ''} onChange={() => onChange('')} />
              <span className={styles.name}>{open}</span>
            </label>
          )}
          {hospitals?.map(hospital => (
            <Hospital
              key={hospital.id}
              hospital={hospital}
              group={name}
              chosen={value === String(hospital.id)}
              onChoose={() => onChange(String(hospital.id))}
            />
          ))}
          {hospitals?.length === 0 && <p className={styles.none}>{t('hospital.none')}</p>}
        </div>
      )}
      <p id={`${name}-error`} className={styles.error}>
        {error}
      </p>
    </fieldset>
  )
}

/** Reasons that the row says in its own way already. */
const shown = new Set(['travel', 'on_diversion', 'full', 'very_busy', 'busy', 'no_beds', 'specialty', 'no_specialty'])

function Hospital({ hospital, group, chosen, onChoose }: { hospital: Known; group: string; chosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation()
  const { board } = useDesk()
  // What the hospital said since the ranking was made counts: its beds, its load, its diversion.
  const live = useThing(board.hospitals, hospital.id)
  const { ranked } = hospital
  const facts = live ?? ranked
  return (
    <label className={styles.option} data-chosen={chosen || undefined}>
      <input type="radio" name={group} value={hospital.id} checked={chosen} onChange={onChoose} />
      <span className={styles.name}>{hospital.name}</span>
      <span className={styles.way}>
        {ranked && (
          <>
            <strong>
              {ranked.travel_seconds === null
                ? t('recommend.unknown_time')
                : t('hospital.minutes', { minutes: Math.max(1, Math.round(ranked.travel_seconds / 60)) })}
            </strong>
            {ranked.metres !== null && ` ${t('hospital.kilometres', { kilometres: (ranked.metres / 1000).toFixed(1) })}`}
          </>
        )}
      </span>
      {facts && (
        <span className={styles.facts}>
          <HospitalMarks hospital={facts} />
          {ranked?.suits != null && (
            <Mark
              icon={IconStethoscope}
              tone={ranked.suits ? 'free' : 'high'}
              word={ranked.suits ? t('hospital.suits') : t('hospital.suits_not')}
            />
          )}
          {ranked?.reasons
            .filter(({ reason }) => !shown.has(reason))
            .map(({ reason, text }) => (
              <span key={reason}>{text}</span>
            ))}
        </span>
      )}
    </label>
  )
}
