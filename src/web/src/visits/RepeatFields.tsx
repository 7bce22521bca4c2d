import { Chip, Group, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useTranslation } from '../platform/words/useTranslation'
import { type Frequency, lacking, type Repeats, weekdayOf, weekdays } from './repeats'
import styles from './visit.module.css'

interface Props {
  repeats: Repeats
  /** When the first visit begins, by the clock of the site. */
  from: string
  tried: boolean
  onChange: (repeats: Repeats) => void
}

const frequencies: readonly Frequency[] = ['DAILY', 'WEEKLY', 'MONTHLY']

/** Whether, how often and until when a visit comes again. */
export function RepeatFields({ repeats, from, tried, onChange }: Props) {
  const { t } = useTranslation()
  const { frequency, every, days, count, until } = repeats
  const lacks = tried ? lacking(repeats) : null
  const change = (part: Partial<Repeats>) => onChange({ ...repeats, ...part })
  return (
    <>
      <NativeSelect
        label={t('visit.repeat.title')}
        value={frequency ?? ''}
        onChange={event => change({ frequency: (event.currentTarget.value || null) as Frequency | null })}
        data={[{ value: '', label: t('visit.repeat.once') }, ...frequencies.map(value => ({ value, label: t(`visit.repeat.${value}`) }))]}
      />
      {frequency !== null && (
        <>
          <div className={styles.pair}>
            <NumberInput
              label={t(`visit.repeat.every_${frequency}`)}
              min={1}
              max={52}
              error={lacks === 'every' ? t('field.required') : undefined}
              value={every || ''}
              onChange={value => change({ every: Number(value) })}
            />
            <NumberInput
              label={t('visit.repeat.count')}
              min={1}
              max={366}
              disabled={until !== null}
              error={lacks === 'end' ? t('visit.repeat.end') : undefined}
              value={until === null ? (count ?? '') : ''}
              onChange={value => change({ count: value === '' ? null : Number(value) })}
            />
            <TextInput
              type="date"
              label={`${t('visit.repeat.until')} (${t('optional')})`}
              value={until ?? ''}
              min={from.slice(0, 10)}
              onChange={event => change({ until: event.currentTarget.value || null })}
            />
          </div>
          {frequency === 'WEEKLY' && (
            <fieldset className={styles.weekdays}>
              <legend>{t('visit.repeat.days')}</legend>
              <Chip.Group
                multiple
                value={days.length > 0 ? [...days] : [weekdayOf(from)]}
                onChange={chosen => change({ days: weekdays.filter(day => chosen.includes(day)) })}
              >
                <Group gap="xs">
                  {weekdays.map(day => (
                    <Chip key={day} value={day} size="sm">
                      {t(`visit.repeat.day.${day}`)}
                    </Chip>
                  ))}
                </Group>
              </Chip.Group>
            </fieldset>
          )}
        </>
      )}
    </>
  )
}
