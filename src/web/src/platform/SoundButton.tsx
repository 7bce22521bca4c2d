import { Button } from '@mantine/core'
import { IconVolume, IconVolumeOff } from '@tabler/icons-react'
import { changeSettings } from './settings'
import { letSound } from './sounds'
import { useHearing } from './useSounds'
import { useTranslation } from './words/useTranslation'

/** A screen that believes it rings and does not is worse than a silent one: whether it can is said in words. */
export function SoundButton({ className }: { className: string | undefined }) {
  const { t } = useTranslation()
  const hearing = useHearing()
  const Picture = hearing === 'on' ? IconVolume : IconVolumeOff
  const press = () => {
    void letSound()
    if (hearing !== 'blocked') changeSettings({ sound: hearing === 'off' })
  }
  return (
    <Button
      className={className ?? ''}
      size="compact-md"
      variant={hearing === 'blocked' ? 'filled' : 'default'}
      data-sound={hearing}
      leftSection={<Picture size={16} aria-hidden />}
      onClick={press}
    >
      {t(`sound.button_${hearing}`)}
    </Button>
  )
}
