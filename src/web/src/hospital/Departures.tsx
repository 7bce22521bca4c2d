import { Button } from '@mantine/core'
import { IconArrowRampRight } from '@tabler/icons-react'
import { timeOfDay } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './departures.module.css'
import { useDepartures, useHospitalDesk } from './desk'
import part from './part.module.css'

/** Who was expected and comes no more: said in words until somebody has taken note, since a bed may be kept free for them. */
export function Departures() {
  const { t, i18n } = useTranslation()
  const { arrivals } = useHospitalDesk()
  return (
    <ul className={part.list}>
      {useDepartures().map(({ id, unit, why, at }) => (
        <li key={id} className={styles.line}>
          <IconArrowRampRight className="turns" size={20} aria-hidden />
          <strong>{t(`hospital_desk.${why}`, { unit })}</strong>
          <span>{timeOfDay(at, i18n.language, at)}</span>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t('hospital_desk.noted')}: ${unit}`}
            onClick={() => arrivals.takeNote(id)}
          >
            {t('hospital_desk.noted')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
