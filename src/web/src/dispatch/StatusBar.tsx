import { Kbd } from '@mantine/core'
import { memo } from 'react'
import { Said } from '../platform/Said'
import { useSettings } from '../platform/settings'
import { useTranslation } from '../platform/words/useTranslation'
import { SoundMark } from './SoundMark'
import styles from './statusBar.module.css'

/** What was last done or refused, and the keys. */
export const StatusBar = memo(({ keys = false }: { keys?: boolean }) => {
  const { t } = useTranslation()
  const { singleKeys } = useSettings()
  return (
    <footer className={styles.bar}>
      <Said />
      {keys && <SoundMark />}
      {keys && singleKeys && (
        <p className={styles.keys}>
          <Kbd size="xs">D</Kbd> {t('recommend.dispatch')} <Kbd size="xs">N</Kbd> {t('board.new_call')} <Kbd size="xs">/</Kbd>{' '}
          {t('keys.search')} <Kbd size="xs">?</Kbd> {t('keys.title')}
        </p>
      )}
    </footer>
  )
})
