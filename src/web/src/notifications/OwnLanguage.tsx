import { Button, NativeSelect } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Outcome } from '../people/Outcome'
import { answered, api } from '../platform/api'
import { Part } from '../platform/PageFrame'
import { sessionQuery, useUser } from '../platform/session'
import { useSending } from '../platform/useSending'
import type { Me } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { knownZones } from '../platform/zones'
import styles from './preferences.module.css'

/** The languages in which messages are written, each named by itself. */
const languages = ['ar', 'en', 'es', 'fil', 'fr']

const nameOf = (tag: string) => new Intl.DisplayNames(tag, { type: 'language', fallback: 'code' }).of(tag) ?? tag

export function OwnLanguage() {
  const user = useUser()
  return user ? <Choice key={user.version} user={user} /> : null
}

/** In which words, and by whose clock, somebody is told. */
function Choice({ user }: { user: Me }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [language, setLanguage] = useState(user.language)
  const [zone, setZone] = useState(user.zone)
  const { busy, problem, done, send } = useSending()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send(async () => {
      const me = await answered(
        api.PATCH('/api/auth/me', { body: { language, zone } as never, headers: { 'If-Match': `"${user.version}"` } }),
      )
      queries.setQueryData(sessionQuery.queryKey, me)
      await queries.invalidateQueries({ queryKey: ['notifications', 'preferences'] })
    })
  }
  const known = (list: readonly string[], own: string) => (list.includes(own) ? list : [...list, own].toSorted())
  return (
    <Part title={t('notify.language.title')}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <NativeSelect
          label={t('notify.language.language')}
          description={t('notify.language.help')}
          value={language}
          onChange={event => setLanguage(event.currentTarget.value)}
          data={known(languages, user.language).map(tag => ({ value: tag, label: nameOf(tag) }))}
        />
        <NativeSelect
          label={t('notify.language.zone')}
          value={zone}
          onChange={event => setZone(event.currentTarget.value)}
          data={[...known(knownZones(), user.zone)]}
        />
        <Outcome problem={problem} done={done && t('account.saved')} />
        <Button type="submit" variant="default" loading={busy}>
          {t('account.save')}
        </Button>
      </form>
    </Part>
  )
}
