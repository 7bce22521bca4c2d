import { Button, Checkbox, Switch, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Outcome } from '../people/Outcome'
import { answered, api, pressed } from '../platform/api'
import { useSending } from '../platform/useSending'
import type { PreferencesView, QuietHoursView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './preferences.module.css'

const week = [1, 2, 3, 4, 5, 6, 7]
const usual: QuietHoursView = { from: '22:00', to: '06:00', days: week }

/** The seventh of January 2024 was a Sunday. */
const dayOf = (day: number, language: string) =>
  new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 7 + day))

/** When somebody wants to be left alone, by the clock on their own wall. */
export function QuietHours({ view: { quiet_hours, zone } }: { view: PreferencesView }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const [on, setOn] = useState(quiet_hours !== null)
  const [{ from, to, days }, setHours] = useState(quiet_hours ?? usual)
  const { busy, problem, done, send } = useSending()
  const [tried, setTried] = useState(false)
  const wrong = !on ? null : from === '' || to === '' ? 'missing' : from === to ? 'same' : days.length === 0 ? 'no_day' : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (wrong) return
    void send(async () => {
      await answered(
        on
          ? api.PUT('/api/notifications/quiet-hours', { body: { from, to, days }, headers: pressed() })
          : api.DELETE('/api/notifications/quiet-hours', { headers: pressed() }),
      )
      await queries.invalidateQueries({ queryKey: ['notifications', 'preferences'] })
      setTried(false)
    })
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={styles.help}>{t('notify.quiet.help')}</p>
      <Switch label={t('notify.quiet.on')} checked={on} onChange={event => setOn(event.currentTarget.checked)} />
      {on && (
        <>
          <div className={styles.times}>
            <TextInput
              type="time"
              label={t('notify.quiet.from')}
              value={from}
              onChange={event => setHours({ from: event.currentTarget.value, to, days })}
            />
            <TextInput
              type="time"
              label={t('notify.quiet.to')}
              value={to}
              onChange={event => setHours({ from, to: event.currentTarget.value, days })}
            />
          </div>
          <fieldset className={styles.days}>
            <legend>{t('notify.quiet.days')}</legend>
            {week.map(day => (
              <Checkbox
                key={day}
                label={dayOf(day, i18n.language)}
                checked={days.includes(day)}
                onChange={event =>
                  setHours({ from, to, days: event.currentTarget.checked ? [...days, day].toSorted() : days.filter(one => one !== day) })
                }
              />
            ))}
          </fieldset>
          <p className={styles.help}>{t('notify.quiet.zone', { zone })}</p>
        </>
      )}
      {tried && wrong && (
        <p role="alert" className={styles.wrong}>
          {t(`notify.quiet.wrong.${wrong}`)}
        </p>
      )}
      <Outcome problem={problem} done={done && t('account.saved')} />
      <Button type="submit" variant="default" loading={busy}>
        {t('account.save')}
      </Button>
    </form>
  )
}
