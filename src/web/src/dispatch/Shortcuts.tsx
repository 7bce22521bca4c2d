import { Kbd, Switch } from '@mantine/core'
import { Dialog } from '../platform/Dialog'
import { changeSettings, useSettings } from '../platform/settings'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './shortcuts.module.css'

const keys: readonly (readonly [string, string])[] = [
  ['↑ ↓', 'lists'],
  ['C', 'calls'],
  ['U', 'units'],
  ['M', 'map'],
  ['H', 'hospitals'],
  ['D', 'dispatch'],
  ['N', 'new'],
  ['Ctrl Enter', 'receive'],
  ['/', 'search'],
  ['Ctrl K', 'palette'],
  ['A', 'alarm'],
  ['Esc', 'back'],
  ['?', 'help'],
]

/** The keys of the board, and the switch for those who dictate or whose hands slip. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { singleKeys } = useSettings()
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className={styles.keys}>
        {keys.map(([key, word]) => (
          <div key={key}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{t(`keys.${word}`)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        label={t('board.single_keys')}
        checked={singleKeys}
        onChange={event => changeSettings({ singleKeys: event.currentTarget.checked })}
      />
    </Dialog>
  )
}
