import { Kbd, Switch } from '@mantine/core'
import styles from '../dispatch/shortcuts.module.css'
import { Dialog } from '../platform/Dialog'
import { changeSettings, useSettings } from '../platform/settings'
import { useTranslation } from '../platform/words/useTranslation'

/** The keys of the plan, and the switch for those who dictate or whose hands slip. */
export function VisitKeys({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { singleKeys } = useSettings()
  const keys = [
    ['N', t('visit.new_visit')],
    ['[ ]', t('visit.keys.shift')],
    ['T', t('visit.today')],
    ['D, W', t('visit.keys.view')],
    ['← → ↑ ↓', t('visit.keys.arrows')],
    ['M', t('visit.keys.lift')],
    ['← → ↑ ↓', t('visit.keys.move')],
    ['Shift ← →', t('visit.keys.far')],
    ['Enter', t('visit.keys.drop')],
    ['Esc', t('visit.keys.back')],
    ['/', t('visit.find')],
    ['?', t('keys.help')],
  ] as const
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className={`${styles.keys} ${styles.wide}`}>
        {keys.map(([key, word]) => (
          <div key={word}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{word}</dd>
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
