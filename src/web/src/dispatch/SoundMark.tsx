import { IconVolumeOff } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Mark } from '../platform/Mark'
import { useSettings } from '../platform/settings'
import { isHeard, subscribeSound } from '../platform/sounds'

/** Speaks only when nobody would hear an alarm: turned off, or not let by the browser before the first press. */
export function SoundMark() {
  const { t } = useTranslation()
  const muted = !useSettings().sound
  const heard = useSyncExternalStore(subscribeSound, isHeard)
  if (heard && !muted) return null
  return (
    <span role="status">
      <Mark icon={IconVolumeOff} tone={muted ? 'medium' : 'high'} form="outline" word={t(muted ? 'sound.off' : 'sound.blocked')} />
    </span>
  )
}
