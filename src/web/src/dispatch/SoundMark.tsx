import { IconVolumeOff } from '@tabler/icons-react'
import { Mark } from '../platform/Mark'
import { useHearing } from '../platform/useSounds'
import { useTranslation } from '../platform/words/useTranslation'

/** Speaks only when nobody would hear an alarm: turned off, or not let by the browser before the first press. */
export function SoundMark() {
  const { t } = useTranslation()
  const hearing = useHearing()
  if (hearing === 'on') return null
  return (
    <span role="status">
      <Mark icon={IconVolumeOff} tone={hearing === 'off' ? 'medium' : 'high'} form="outline" word={t(`sound.${hearing}`)} />
    </span>
  )
}
