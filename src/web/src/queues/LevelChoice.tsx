import { Radio, Stack } from '@mantine/core'
import type { Level } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { LevelMark } from './marks'

interface Props {
  levels: readonly Level[]
  value: number | null
  /** Whether the chosen one has the keyboard. */
  first?: boolean
  error: string | undefined
  onChange: (place: number) => void
}

/** A class of the queue's scale, each with the time within which somebody of it is to be seen. */
export function LevelChoice({ levels, value, first = false, error, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <Radio.Group label={t('queue.field.priority')} error={error} value={String(value ?? '')} onChange={place => onChange(Number(place))}>
      <Stack gap={8} mt={6}>
        {levels.map(level => (
          <Radio
            key={level.place}
            value={String(level.place)}
            autoFocus={first && level.place === value}
            label={<LevelMark level={level} />}
            description={level.target_minutes > 0 ? t('queue.seen_within', { minutes: level.target_minutes }) : t('queue.seen_at_once')}
          />
        ))}
      </Stack>
    </Radio.Group>
  )
}
