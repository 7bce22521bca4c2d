import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answered, api } from '../platform/api'
import { sessionQuery, useUser } from '../platform/session'
import { useSending } from '../platform/useSending'
import type { Me } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { Authenticator } from './Authenticator'
import styles from './account.module.css'
import { Outcome } from './Outcome'
import { Passkeys } from './Passkeys'

/** What a person may see and say about themselves: roles, ways to reach them, how they prove who they are. */
export function Account() {
  const user = useUser()
  return user ? <Own user={user} /> : null
}

function Own({ user }: { user: Me }) {
  const { t } = useTranslation()
  const roles = [...new Set(user.roles.map(({ role }) => t(`role.${role}`)))]
  return (
    <div className={styles.account}>
      <dl className={styles.facts}>
        <dt>{t('account.name')}</dt>
        <dd>{user.full_name}</dd>
        <dt>{t('sign_in.username')}</dt>
        <dd>{user.username}</dd>
        <dt>{t('account.roles')}</dt>
        <dd>{roles.join(', ') || t('account.no_roles')}</dd>
      </dl>
      <Reached user={user} />
      <NewPassword username={user.username} />
      <Authenticator user={user} />
      <Passkeys user={user} />
    </div>
  )
}

/** Where this person is reached. */
function Reached({ user }: { user: Me }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [phone, setPhone] = useState(user.phone ?? '')
  const [email, setEmail] = useState(user.email ?? '')
  const { busy, problem, done, send } = useSending()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send(async () => {
      const body = { phone: phone.trim() || null, email: email.trim() || null }
      const me = await answered(api.PATCH('/api/auth/me', { body: body as never, headers: { 'If-Match': `"${user.version}"` } }))
      queries.setQueryData(sessionQuery.queryKey, me)
    })
  }
  return (
    <form onSubmit={submit} noValidate className={styles.form} aria-labelledby="reached">
      <h3 id="reached">{t('account.reached')}</h3>
      <TextInput
        label={t('account.phone')}
        type="tel"
        autoComplete="tel"
        value={phone}
        onChange={event => setPhone(event.currentTarget.value)}
        error={problem?.errors.phone?.[0]}
      />
      <TextInput
        label={t('account.email')}
        type="email"
        autoComplete="email"
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
        error={problem?.errors.email?.[0]}
      />
      <Outcome problem={problem} done={done && t('account.saved')} />
      <Button type="submit" variant="default" loading={busy}>
        {t('account.save')}
      </Button>
    </form>
  )
}

const shortest = 10

function NewPassword({ username }: { username: string }) {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const { busy, problem, done, send } = useSending()
  const short = password.length < shortest
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (current === '' || short) return
    void send(async () => {
      await answered(api.POST('/api/auth/password', { body: { current, password } }))
      setCurrent('')
      setPassword('')
      setTried(false)
    })
  }
  return (
    <form onSubmit={submit} noValidate className={styles.form} aria-labelledby="new-password">
      <h3 id="new-password">{t('account.change_password')}</h3>
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <PasswordInput
        label={t('account.current_password')}
        autoComplete="current-password"
        value={current}
        onChange={event => setCurrent(event.currentTarget.value)}
        error={tried && current === '' ? t('sign_in.missing_password') : undefined}
      />
      <PasswordInput
        label={t('account.new_password')}
        description={t('account.password_help', { count: shortest })}
        autoComplete="new-password"
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
        error={tried && short ? t('account.password_short', { count: shortest }) : problem?.errors.password?.[0]}
      />
      <Outcome
        problem={problem}
        text={problem?.code === 'bad_credentials' ? t('account.wrong_password') : undefined}
        done={done && t('account.password_changed')}
      />
      <Button type="submit" variant="default" loading={busy}>
        {t('account.change_password')}
      </Button>
    </form>
  )
}
