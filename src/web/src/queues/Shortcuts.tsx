import { Kbd, Switch } from '@mantine/core'
import styles from '../dispatch/shortcuts.module.css'
import { Dialog } from '../platform/Dialog'
import { changeSettings, useSettings } from '../platform/settings'
import { useTranslation } from '../platform/words/useTranslation'
import { keyOf } from './asks'

type Keys = readonly (readonly [key: string, word: string])[]

/** The keys of a page of the queues, and the switch for those who dictate or whose hands slip. */
export function Shortcuts({ of, onClose }: { of: 'desk' | 'queue' | 'queues'; onClose: () => void }) {
  const { t } = useTranslation()
  const { singleKeys } = useSettings()
  const desk: Keys = [
    [`${t('queue.space')}, N`, t('queue.action.call_next')],
    ['Enter', t('queue.done_next')],
    ...Object.entries(keyOf).map(([action, key]) => [key.toUpperCase(), t(`queue.action.${action}`)] as const),
    ['U, Ctrl Z', t('queue.keys.undo')],
    ['O', t('queue.desk_action.open')],
    ['J', t('queue.give.title')],
  ]
  const list: Keys = [
    ['W', t('queue.keys.list')],
    ['↑ ↓', t('keys.lists')],
  ]
  const keys: Keys = [
    ...(of === 'desk' ? desk : []),
    ...(of === 'queues' ? [] : list),
    ['A', t('queue.keys.quiet')],
    ['/', t(of === 'queues' ? 'queue.find_number' : 'queue.find')],
    ['?', t('keys.help')],
  ]
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
