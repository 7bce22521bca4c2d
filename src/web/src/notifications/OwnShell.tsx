import { Link, Outlet } from '@tanstack/react-router'
import { LeaveWhenSignedOut } from '../people/LeaveWhenSignedOut'
import { UserMenu } from '../people/UserMenu'
import { homeOf } from '../platform/desks'
import { Said } from '../platform/Said'
import { useUser } from '../platform/session'
import { useTranslation } from '../platform/words/useTranslation'
import { Bell } from './Bell'
import { useMine } from './mine'
import styles from './ownShell.module.css'

/** What stands around a page that is everybody's own: the way back to where they work, and what was last done. */
export function OwnShell() {
  const { t } = useTranslation()
  const user = useUser()
  const mine = useMine()
  return (
    <div className={styles.room}>
      {mine && <LeaveWhenSignedOut socket={mine.socket} />}
      <header className={styles.header}>
        <Link to={user ? homeOf(user) : '/'} className={styles.brand}>
          <img src="/attend.svg" alt="" width={26} height={26} />
          <span>{t('app')}</span>
        </Link>
        <Bell />
        <UserMenu />
      </header>
      <main className={styles.main}>
        <Outlet />
      </main>
      <footer className={styles.footer}>
        <Said />
      </footer>
    </div>
  )
}
