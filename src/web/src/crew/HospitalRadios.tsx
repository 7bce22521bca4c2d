import { Skeleton } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { HospitalMarks } from '../dispatch/HospitalMarks'
import styles from '../phone/askForm.module.css'
import { Mark } from '../platform/Mark'
import { useProblemText } from '../platform/useProblemText'
import type { RankedHospitalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { hospitalsQuery } from './hospitals'

interface Props {
  call: number
  label: string
  value: string
  /** What choosing none means; null where one must be chosen. */
  open: string | null
  error: string | undefined
  onChange: (value: string) => void
}

/** The hospitals in the server's order, each with what speaks for and against it. */
export function HospitalRadios({ call, label, value, open, error, onChange }: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const name = useId()
  const { data, error: failed, isPending } = useQuery(hospitalsQuery(call))
  return (
    <fieldset className={styles.set} aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{label}</legend>
      {failed && <p role="alert">{problemText(failed)}</p>}
      {isPending && <Skeleton height="12rem" aria-busy="true" />}
      {open !== null && (
        <label className={styles.option} data-chosen={value === '' || undefined}>
          <input type="radio" name={name} checked={value === ''} onChange={() => onChange('')} />
          <span className={styles.word}>{open}</span>
        </label>
      )}
      {data?.map(hospital => (
        <label key={hospital.hospital_id} className={styles.option} data-chosen={value === String(hospital.hospital_id) || undefined}>
          <input
            type="radio"
            name={name}
            checked={value === String(hospital.hospital_id)}
            onChange={() => onChange(String(hospital.hospital_id))}
          />
          <span className={styles.word}>
            {hospital.name}
            <Facts hospital={hospital} />
          </span>
        </label>
      ))}
      {data?.length === 0 && <p>{t('hospital.none')}</p>}
      <p id={`${name}-error`} className={styles.error}>
        {error}
      </p>
    </fieldset>
  )
}

function Facts({ hospital }: { hospital: RankedHospitalView }) {
  const { t } = useTranslation()
  const { travel_seconds, metres, suits } = hospital
  return (
    <span className={styles.facts}>
      <strong>
        {travel_seconds === null
          ? t('recommend.unknown_time')
          : t('hospital.minutes', { minutes: Math.max(1, Math.round(travel_seconds / 60)) })}
        {metres !== null && ` · ${t('hospital.kilometres', { kilometres: (metres / 1000).toFixed(1) })}`}
      </strong>
      <HospitalMarks hospital={hospital} />
      {suits !== null && (
        <Mark icon={IconStethoscope} tone={suits ? 'free' : 'high'} word={suits ? t('hospital.suits') : t('hospital.suits_not')} />
      )}
    </span>
  )
}
