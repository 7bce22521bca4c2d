import { ActionIcon } from '@mantine/core'
import { IconMenu2, IconX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Fragment, useEffect, useRef, useState } from 'react'
import { Bell } from '../notifications/Bell'
import { UserMenu } from '../people/UserMenu'
import { Problem } from '../platform/problem'
import { Said } from '../platform/Said'
import { useUser } from '../platform/session'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './adminShell.module.css'
import { groupsOf, overview, own, type Place } from './places'

/** What stands around every page of the office: where one is, where one may go, what was last done. */
export function AdminShell() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const here = useRouterState({ select: state => state.location.pathname })
  const page = useRef<HTMLElement>(null)
  const was = useRef(here)
  useEffect(() => {
    if (was.current === here) return
    was.current = here
    // Who went somewhere is done with the menu, and reads on in the page.
    setOpen(false)
    page.current?.focus({ preventScroll: true })
  }, [here])
  return (
    <div className={styles.room} data-open={open ? '' : undefined}>
      <LeaveWhenSignedOut />
      <button type="button" className={styles.skip} onClick={() => page.current?.focus()}>
        {t('admin.skip')}
      </button>
      <header className={styles.header}>
        <ActionIcon
          className={styles.toggle ?? ''}
          variant="default"
          size="lg"
          aria-expanded={open}
          aria-controls="places"
          aria-label={open ? t('admin.close_menu') : t('admin.open_menu')}
          onClick={() => setOpen(before => !before)}
        >
          {open ? <IconX size={18} aria-hidden /> : <IconMenu2 size={18} aria-hidden />}
        </ActionIcon>
        <Link to="/admin" className={styles.brand}>
          <img src="/attend.svg" alt="" width={26} height={26} />
          <span>{t('app')}</span>
        </Link>
        <Bell />
        <UserMenu />
      </header>
      <nav
        id="places"
        className={styles.nav}
        aria-label={t('admin.pages')}
        onKeyDown={event => event.key === 'Escape' && setOpen(false)}
        onBlur={event => {
          // Who goes on to what lies under the menu sees it.
          if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget)) setOpen(false)
        }}
      >
        <Places />
      </nav>
      <main ref={page} className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      <footer className={styles.footer}>
        <Said />
      </footer>
    </div>
  )
}

function Places() {
  const { t } = useTranslation()
  const user = useUser()
  if (!user) return null
  return (
    <>
      <ul className={styles.places}>
        <One place={overview} exact />
      </ul>
      {groupsOf(user).map(group => (
        <Fragment key={group.word}>
          <h2 id={`places-${group.word}`}>{t(`admin.group.${group.word}`)}</h2>
          <ul className={styles.places} aria-labelledby={`places-${group.word}`}>
            {group.places.map(place => (
              <One key={place.to} place={place} />
            ))}
          </ul>
        </Fragment>
      ))}
      <h2 id="places-own">{t('admin.group.own')}</h2>
      <ul className={styles.places} aria-labelledby="places-own">
        <One place={own} />
      </ul>
    </>
  )
}

function One({ place: { to, word, icon: Picture }, exact = false }: { place: Place; exact?: boolean }) {
  const { t } = useTranslation()
  return (
    <li>
      <Link to={to} className={styles.place} activeOptions={{ exact, includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
        <Picture size={18} aria-hidden />
        {t(`admin.place.${word}`)}
      </Link>
    </li>
  )
}

/** Whatever page finds that the session is over leads to the sign-in. */
function LeaveWhenSignedOut() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  useEffect(
    () =>
      queries.getQueryCache().subscribe(({ type, query }) => {
        const { error } = query.state
        if (type === 'updated' && error instanceof Problem && error.status === 401) {
          queries.clear()
          void navigate({ to: '/sign-in', search: { ended: true }, replace: true })
        }
      }),
    [queries, navigate],
  )
  return null
}
