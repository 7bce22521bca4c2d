import { Button } from '@mantine/core'
import { IconBellCheck, IconBellOff, IconDeviceMobile } from '@tabler/icons-react'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { now } from '../platform/clock'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { Part } from '../platform/PageFrame'
import { timeOfDay } from '../platform/time'
import type { DeviceReachView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './preferences.module.css'
import { forgetDevice, turnOff } from './push'
import { useReach } from './reach'

/** The browsers that take pushes for somebody, whether each was heard, and the way to be rid of one. */
export function DeviceList() {
  const { t, i18n } = useTranslation()
  const { view, own, problem, again } = useReach()
  const [leaving, setLeaving] = useState<DeviceReachView | null>(null)
  const time = (at: string) => timeOfDay(at, i18n.language, now())
  return (
    <Part title={t('notify.devices.title')}>
      {view ? (
        view.devices.length === 0 ? (
          <p className={styles.help}>{t('notify.devices.none')}</p>
        ) : (
          <ul className={styles.devices}>
            {view.devices.map(one => (
              <li key={one.id}>
                <span className={styles.device}>
                  <strong>
                    <bdi>{one.name}</bdi>
                  </strong>
                  {one.id === own?.id && <Mark icon={IconDeviceMobile} tone="plain" form="outline" word={t('notify.devices.this')} />}
                  {one.rings && one.heard_at ? (
                    <Mark icon={IconBellCheck} tone="free" word={t('notify.devices.rings', { time: time(one.heard_at) })} />
                  ) : (
                    <Mark icon={IconBellOff} tone="high" word={t('notify.devices.untested')} />
                  )}
                  <span className={styles.soft}>{t('notify.devices.since', { time: time(one.created_at) })}</span>
                </span>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t('notify.devices.remove_one', { name: one.name })}
                  onClick={() => setLeaving(one)}
                >
                  {t('notify.devices.remove')}
                </Button>
              </li>
            ))}
          </ul>
        )
      ) : problem ? (
        <Failed problem={problem} onAgain={again} />
      ) : (
        <Loading lines={2} />
      )}
      {leaving && (
        <AskDialog
          title={t('notify.devices.remove_one', { name: leaving.name })}
          help={t('notify.devices.remove_ask')}
          word={t('notify.devices.remove')}
          grave
          onClose={() => setLeaving(null)}
          onSend={async () => {
            await (leaving.id === own?.id ? turnOff(leaving.id) : forgetDevice(leaving.id))
            await again()
            say(t('notify.devices.removed', { name: leaving.name }))
          }}
        />
      )}
    </Part>
  )
}
