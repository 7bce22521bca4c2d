import { Kbd } from '@mantine/core'
import { IconAlertTriangle, IconBellRinging, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSaid } from '../platform/announce'
import { useSettings } from '../platform/settings'
import { timeOfDay } from '../platform/time'
import { SoundMark } from './SoundMark'
import styles from './statusBar.module.css'

const looks = { done: IconCheck, refused: IconAlertTriangle, alarm: IconBellRinging }

/** What was last done or refused, and the keys. Spoken as well: alarms at once, the rest when the speech is free. */
export function StatusBar({ keys = false }: { keys?: boolean }) {
  const { t, i18n } = useTranslation()
  const said = useSaid()
  const { singleKeys } = useSettings()
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
    <footer className={styles.bar}>
      <p className={styles.said} data-tone={said?.tone} role="status">
        {!loud && words}
      </p>
      <p className={styles.said} data-tone={said?.tone} role="alert">
        {loud && words}
      </p>
      {keys && <SoundMark />}
      {keys && singleKeys && (
        <p className={styles.keys}>
          <Kbd size="xs">D</Kbd> {t('recommend.dispatch')} <Kbd size="xs">N</Kbd> {t('board.new_call')} <Kbd size="xs">/</Kbd>{' '}
          {t('keys.search')} <Kbd size="xs">?</Kbd> {t('keys.title')}
        </p>
      )}
    </footer>
  )
}
