import { Kbd, Switch } from '@mantine/core'
import styles from '../dispatch/shortcuts.module.css'
import { Dialog } from '../platform/Dialog'
import { changeSettings, useSettings } from '../platform/settings'
import { useTranslation } from '../platform/words/useTranslation'

/** The keys of the pick-ups, and the switch for those who dictate or whose hands slip. */
export function PickupKeys({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { singleKeys } = useSettings()
  const keys = [
    ['A', t('trip.keys.assign')],
    ['S', t('trip.keys.share')],
    ['B', t('trip.nearest')],
    ['L', t('trip.longest')],
    ['O', t('trip.action.offer')],
    ['U', t('trip.action.unassign')],
    ['R', t('trip.action.redirect')],
    ['K', t('trip.action.cancel')],
    ['P', t('trip.keys.trips')],
    ['D', t('trip.keys.drivers')],
    ['↑ ↓', t('keys.lists')],
    ['?', t('keys.help')],
  ] as const
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className={`${styles.keys} ${styles.wide}`}>
        {keys.map(([key, word]) => (
          <div key={key}>
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
