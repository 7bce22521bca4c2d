import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconChevronDown, IconCopy, IconPlus, IconTrash } from '@tabler/icons-react'
import { useId } from 'react'
import type { Problem } from '../platform/problem'
import { errorOf } from '../platform/record'
import type { DayHours, Holiday } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { copied, dayAfterDay, days, furtherOn, isOvernight, stretchesOf, weekday } from './hours'
import styles from './hours.module.css'

interface Props {
  weekly: readonly DayHours[]
  special: readonly Holiday[]
  /** What the special days are called on the wire. */
  at: string
  errors: Problem['errors']
  /** Absent for whoever may only read. */
  onChange?: (change: { weekly?: readonly DayHours[]; holidays?: readonly Holiday[] }) => void
}

/** A week, and the days that are not like their weekday: when a queue is open, or somebody works. */
export function WeekFields({ weekly, special, at, errors, onChange: set }: Props) {
  const { t } = useTranslation()
  return (
    <>
      <fieldset className={styles.part}>
        <legend>{t('queue.hours.week')}</legend>
        {days.map(day => (
          <Day key={day} day={day} weekly={weekly} {...(set ? { onChange: (weekly: readonly DayHours[]) => set({ weekly }) } : {})} />
        ))}
      </fieldset>
      <fieldset className={styles.part}>
        <legend>{t('queue.hours.holidays')}</legend>
        <p className={styles.soft}>{t('queue.hours.holidays_help')}</p>
        {special.map((holiday, index) => (
          <HolidayRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is nothing but its place until it is saved
            key={index}
            holiday={holiday}
            number={index + 1}
            error={errorOf(errors, `${at}[${index}]`)}
            {...(set
              ? {
                  onChange: (to: Holiday) => set({ holidays: special.map((one, at) => (at === index ? to : one)) }),
                  onRemove: () => set({ holidays: special.filter((_, at) => at !== index) }),
                }
              : {})}
          />
        ))}
        {set && (
          <Button
            size="compact-md"
            variant="default"
            className={styles.add}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => set({ holidays: [...special, { date: '', name: '', from: null, to: null }] })}
          >
            {t('queue.hours.add_holiday')}
          </Button>
        )}
      </fieldset>
    </>
  )
}

/** One day of the week: its windows as a picture of 24 hours, and as fields. */
function Day({ day, weekly, onChange }: { day: number; weekly: readonly DayHours[]; onChange?: (weekly: readonly DayHours[]) => void }) {
  const { t, i18n } = useTranslation()
  const title = useId()
  const name = weekday(day, i18n.language)
  const windows = weekly.map((window, at) => ({ window, at })).filter(({ window }) => window.day === day)
  const change = (at: number, to: Partial<DayHours>) =>
    onChange?.(weekly.map((window, index) => (index === at ? { ...window, ...to } : window)))
  return (
    // biome-ignore lint/a11y/useSemanticElements: seven fieldsets in a fieldset would be read out as such with each field
    <div role="group" aria-labelledby={title} className={styles.day} data-day={day}>
      <span id={title} className={styles.name}>
        {name}
      </span>
      <Picture stretches={stretchesOf(weekly, day)} />
      <ul className={styles.windows}>
        {windows.length === 0 && <li className={styles.soft}>{t('queue.hours.closed')}</li>}
        {windows.map(({ window, at }, index) => (
          <li key={at}>
            <TextInput
              type="time"
              size="xs"
              aria-label={t('queue.hours.from_of', { day: name, number: index + 1 })}
              value={window.from}
              readOnly={!onChange}
              onChange={event => change(at, { from: event.currentTarget.value })}
            />
            <span aria-hidden>–</span>
            <TextInput
              type="time"
              size="xs"
              aria-label={t('queue.hours.to_of', { day: name, number: index + 1 })}
              value={window.to}
              readOnly={!onChange}
              onChange={event => change(at, { to: event.currentTarget.value })}
            />
            {isOvernight(window) && (
              <span className={styles.overnight}>
                {t('queue.hours.overnight', { day: weekday(dayAfterDay(day), i18n.language, 'short') })}
              </span>
            )}
            {onChange && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('queue.hours.remove', { day: name, number: index + 1 })}
                onClick={() => onChange(weekly.filter((_, place) => place !== at))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {onChange && (
        <div className={styles.buttons}>
          <ActionIcon
            variant="default"
            size="md"
            aria-label={t('queue.hours.add', { day: name })}
            onClick={() => onChange([...weekly, furtherOn(weekly, day)])}
          >
            <IconPlus size={16} aria-hidden />
          </ActionIcon>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconCopy size={14} aria-hidden />}
                rightSection={<IconChevronDown size={14} aria-hidden />}
                aria-label={t('queue.hours.copy_of', { day: name })}
              >
                {t('admin.copy')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onChange(copied(weekly, day, [1, 2, 3, 4, 5]))}>
                {t('queue.hours.to_weekdays', { from: weekday(1, i18n.language, 'short'), to: weekday(5, i18n.language, 'short') })}
              </Menu.Item>
              <Menu.Item onClick={() => onChange(copied(weekly, day, days))}>{t('queue.hours.to_all')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
    </div>
  )
}

/** The day from midnight to midnight: what began the evening before lies at its beginning and looks otherwise. */
function Picture({ stretches }: { stretches: ReturnType<typeof stretchesOf> }) {
  return (
    <span className={styles.picture} aria-hidden>
      {stretches.map(({ from, to, begun }) => (
        <span
          key={`${from} ${to} ${begun}`}
          className={styles.open}
          data-begun={begun}
          style={{ insetInlineStart: `${(from / 1440) * 100}%`, inlineSize: `${((to - from) / 1440) * 100}%` }}
        />
      ))}
    </span>
  )
}

function HolidayRow({
  holiday,
  number,
  error,
  onChange,
  onRemove,
}: {
  holiday: Holiday
  number: number
  error: string | undefined
  onChange?: (holiday: Holiday) => void
  onRemove?: () => void
}) {
  const { t } = useTranslation()
  const field = { size: 'xs', readOnly: !onChange } as const
  return (
    <div className={styles.holiday}>
      <TextInput
        {...field}
        type="date"
        label={t('queue.hours.date')}
        aria-label={t('queue.hours.date_of', { number })}
        value={holiday.date}
        error={error}
        onChange={event => onChange?.({ ...holiday, date: event.currentTarget.value })}
      />
      <TextInput
        {...field}
        className={styles.what}
        label={t('queue.hours.name')}
        aria-label={t('queue.hours.name_of', { number })}
        maxLength={100}
        value={holiday.name}
        onChange={event => onChange?.({ ...holiday, name: event.currentTarget.value })}
      />
      <TextInput
        {...field}
        type="time"
        label={t('queue.hours.from')}
        aria-label={t('queue.hours.holiday_from', { number })}
        value={holiday.from ?? ''}
        onChange={event => onChange?.({ ...holiday, from: event.currentTarget.value || null })}
      />
      <TextInput
        {...field}
        type="time"
        label={t('queue.hours.to')}
        aria-label={t('queue.hours.holiday_to', { number })}
        value={holiday.to ?? ''}
        onChange={event => onChange?.({ ...holiday, to: event.currentTarget.value || null })}
      />
      {onRemove && (
        <ActionIcon variant="subtle" color="gray" aria-label={t('queue.hours.remove_holiday', { number })} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  )
}
