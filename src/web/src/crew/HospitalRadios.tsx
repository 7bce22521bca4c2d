import { Skeleton } from '@mantine/core'
import { IconBed, IconBuildingHospital, IconCircleOff, IconStethoscope } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Mark, type Tone } from '../platform/Mark'
import { useProblemText } from '../platform/useProblemText'
import type { HospitalLoad, RankedHospitalView } from '../platform/wire'
import { hospitalsQuery } from './hospitals'
import styles from './stepForm.module.css'

const loadTone: Record<HospitalLoad, Tone> = { LOW: 'free', MODERATE: 'medium', HIGH: 'high', FULL: 'critical' }

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
        <label className={styles.option}>
          <input type="radio" name={name} checked={value === ''} onChange={() => onChange('')} />
          <span className={styles.word}>{open}</span>
        </label>
      )}
      {data?.map(hospital => (
        <label key={hospital.hospital_id} className={styles.option}>
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
  const { travel_seconds, metres, on_diversion, diversion_reason, load, available_beds, expected_inbound, beds_left, suits } = hospital
  return (
    <span className={styles.facts}>
      <strong>
        {travel_seconds === null
          ? t('recommend.unknown_time')
          : t('hospital.minutes', { minutes: Math.max(1, Math.round(travel_seconds / 60)) })}
        {metres !== null && ` · ${t('hospital.kilometres', { kilometres: (metres / 1000).toFixed(1) })}`}
      </strong>
      {on_diversion && (
        <Mark
          icon={IconCircleOff}
          tone="critical"
          form="solid"
          word={[t('hospital.on_diversion'), diversion_reason].filter(Boolean).join(' · ')}
        />
      )}
      <Mark icon={IconBuildingHospital} tone={loadTone[load]} word={t(`hospital.load_${load}`)} />
      <Mark
        icon={IconBed}
        tone={beds_left > 0 ? 'plain' : 'high'}
        word={
          expected_inbound > 0
            ? t('hospital.beds_inbound', { count: available_beds, inbound: expected_inbound })
            : t('hospital.beds', { count: available_beds })
        }
      />
      {suits !== null && (
        <Mark icon={IconStethoscope} tone={suits ? 'free' : 'high'} word={suits ? t('hospital.suits') : t('hospital.suits_not')} />
      )}
    </span>
  )
}
