import { Button } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Bell } from '../notifications/Bell'
import { useSignOut, useUser } from '../platform/session'
import { useTranslation } from '../platform/words/useTranslation'
import { Account } from './Account'
import styles from './today.module.css'

/** Shown instead of the board to whom it does not belong: what their roles can do with Attend today, and their own account. */
export function Today() {
  const { t } = useTranslation()
  const user = useUser()
  const signOut = useSignOut()
  const navigate = useNavigate()
  const leave = () => signOut().finally(() => navigate({ to: '/sign-in', replace: true }))
  const roles = [...new Set(user?.roles.map(({ role }) => role))]

  useEffect(() => {
    document.title = `${t('account.title')} · ${t('app')}`
  }, [t])

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <header className={styles.head}>
          <img src="/attend.svg" alt="" width={40} height={40} />
          <h1>{t('today.welcome', { name: user?.full_name ?? '' })}</h1>
          <Bell />
          <Button variant="default" onClick={leave} leftSection={<IconLogout className="turns" size={16} aria-hidden />}>
            {t('board.sign_out')}
          </Button>
        </header>
        <section className={styles.today} aria-labelledby="today">
          <h2 id="today">{t('today.title')}</h2>
          <p>{t('today.no_page')}</p>
          <ul>
            {roles.map(role => (
              <li key={role}>
                <strong>{t(`role.${role}`)}:</strong> {t(`today.role.${role}`, { defaultValue: t('today.role.other') })}
              </li>
            ))}
          </ul>
          <p>
            <a href="/docs">{t('today.api')}</a>
          </p>
        </section>
        <section aria-labelledby="account">
          <h2 id="account">{t('account.title')}</h2>
          <Account />
        </section>
      </div>
    </main>
  )
}
