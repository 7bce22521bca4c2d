import { IconAlertTriangle, IconBellRinging, IconCheck } from '@tabler/icons-react'
import { useSaid } from './announce'
import styles from './said.module.css'
import { timeOfDay } from './time'
import { useTranslation } from './words/useTranslation'

const looks = { done: IconCheck, refused: IconAlertTriangle, alarm: IconBellRinging }

/** What was last done or refused, drawn and spoken: alarms at once, the rest when the speech is free. */
export function Said() {
  const { i18n } = useTranslation()
  const said = useSaid()
  const Look = looks[said?.tone ?? 'done']
  const words = said && (
    <>
      <Look size={16} aria-hidden />
      <span className={styles.when}>{timeOfDay(said.at, i18n.language, said.at)}</span>
      <span className={styles.text}>{said.text}</span>
    </>
  )
  const loud = said !== null && said.tone !== 'done'
  return (
    <>
      <p className={styles.said} data-tone={said?.tone} role="status">
        {!loud && words}
      </p>
      <p className={styles.said} data-tone={said?.tone} role="alert">
        {loud && words}
      </p>
    </>
  )
}
