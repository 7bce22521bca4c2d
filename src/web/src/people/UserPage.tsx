import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame, Part } from '../platform/PageFrame'
import { RecordForm } from '../platform/RecordForm'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import type { UserView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { Licences } from './Licences'
import { PersonalData } from './PersonalData'
import { rolesText } from './roles'
import { SessionTable } from './SessionTable'
import { Skills } from './Skills'
import { useSites } from './sites'
import { UserMarks } from './UserMarks'
import { UserPasskeys } from './UserPasskeys'
import { userFields, userValues } from './userForm'
import { WorkingHours } from './WorkingHours'

const read = (id: number, signal?: AbortSignal) =>
  answered(api.GET('/api/users/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }))

/** One person: who they are and what they may do, licences, sign-in, and what becomes of their data. */
export function UserPage() {
  const { t } = useTranslation()
  const id = Number(useParams({ from: '/office/admin/users/$id' }).id)
  const { data: user, error, refetch } = useQuery({ queryKey: ['user', id], queryFn: ({ signal }) => read(id, signal) })
  return (
    <PageFrame title={user?.full_name ?? t('admin.place.users')} lead={<Link to="/admin/users">{t('admin.user.back')}</Link>}>
      {user ? <One key={user.id} user={user} /> : error ? <Failed problem={error} onAgain={refetch} /> : <Loading />}
    </PageFrame>
  )
}

function One({ user }: { user: UserView }) {
  const { t } = useTranslation()
  const me = useUser()
  const queries = useQueryClient()
  const sites = useSites().data
  const { id, version } = user
  const manages = may(me, 'people.manage')
  const take = (view: UserView) => {
    queries.setQueryData(['user', id], view)
    void queries.invalidateQueries({ queryKey: ['users'] })
  }
  const save = async (patch: object, against: number | undefined) => {
    take(
      await answered(
        api.PATCH('/api/users/{id}', { params: { path: { id } }, body: patch as never, headers: { 'If-Match': `"${against}"` } }),
      ),
    )
    say(t('admin.saved', { what: user.full_name }))
  }
  return (
    <>
      <Part title={t('admin.user.standing')} actions={<Standing user={user} onChange={take} />}>
        <p className={filters.row}>
          <UserMarks user={user} /> <bdi>{user.username}</bdi> {rolesText(user.roles, sites, t)}{' '}
          {may(me, 'deliveries.read', true) && (
            <Link to="/admin/deliveries" search={{ user: String(id) }} className={filters.name}>
              {t('admin.user.told')}
            </Link>
          )}
        </p>
      </Part>
      {manages && sites && (
        <Part title={t('admin.user.details')}>
          <RecordForm
            key={id}
            fields={userFields(t, sites, false)}
            initial={userValues(user)}
            word={t('account.save')}
            about={{ username_taken: 'username', unknown_site: 'roles', last_admin: 'roles' }}
            edit={{
              version,
              again: async () => {
                const now = await read(id)
                return { version: now.version, values: userValues(now) }
              },
            }}
            onSend={save}
          />
        </Part>
      )}
      {user.active && isPlanned(user) && may(me, 'working_hours.keep') && <WorkingHours userId={id} />}
      {user.active && isPlanned(user) && may(me, 'skills.read') && <Skills userId={id} />}
      <Licences userId={id} manages={manages} />
      {manages && <UserPasskeys user={user} />}
      {may(me, 'sessions.manage') && <SessionTable userId={id} />}
      <PersonalData user={user} />
    </>
  )
}

/** Whose day is planned by their hours and by what they can do. */
const isPlanned = ({ roles }: UserView): boolean => roles.some(({ role }) => role === 'therapist' || role === 'driver')

type Asking = 'deactivate' | 'password' | 'totp' | null

/** What is done about somebody's sign-in, by one press each. */
function Standing({ user, onChange }: { user: UserView; onChange: (view: UserView) => void }) {
  const { t } = useTranslation()
  const me = useUser()
  const [asking, setAsking] = useState<Asking>(null)
  const [busy, setBusy] = useState(false)
  const { id, full_name: name } = user
  const path = { params: { path: { id } }, headers: pressed() }
  const manages = may(me, 'people.manage')
  const again = async () => onChange(await read(id))
  const run = async (doing: () => Promise<unknown>, word: string) => {
    setBusy(true)
    try {
      await doing()
      await again()
      say(t('action.done', { action: word, thing: name }))
    } finally {
      setBusy(false)
    }
  }
  const unlock = () =>
    run(() => answered(api.POST('/api/users/{id}/unlock', path)), t('admin.user.unlock')).catch(() =>
      say(t('admin.user.unlock_failed'), 'refused'),
    )
  return (
    <>
      {may(me, 'people.unlock') && (
        <Button variant="default" loading={busy} onClick={unlock}>
          {t('admin.user.unlock')}
        </Button>
      )}
      {manages && (
        <>
          <Button variant="default" onClick={() => setAsking('password')}>
            {t('admin.user.set_password')}
          </Button>
          <Button variant="default" onClick={() => setAsking('totp')}>
            {t('admin.user.reset_totp')}
          </Button>
          <Button variant="default" c={user.active ? 'var(--critical)' : undefined} onClick={() => setAsking('deactivate')}>
            {t(user.active ? 'admin.user.deactivate' : 'admin.user.reactivate')}
          </Button>
        </>
      )}
      {asking === 'deactivate' && (
        <AskDialog
          title={t(user.active ? 'admin.user.deactivate' : 'admin.user.reactivate')}
          help={t(user.active ? 'admin.user.deactivate_ask' : 'admin.user.reactivate_ask', { name })}
          word={t(user.active ? 'admin.user.deactivate' : 'admin.user.reactivate')}
          grave={user.active}
          onClose={() => setAsking(null)}
          onSend={() =>
            run(
              () => answered(user.active ? api.POST('/api/users/{id}/deactivate', path) : api.POST('/api/users/{id}/reactivate', path)),
              t(user.active ? 'admin.user.deactivate' : 'admin.user.reactivate'),
            )
          }
        />
      )}
      {asking === 'totp' && (
        <AskDialog
          title={t('admin.user.reset_totp')}
          help={t('admin.user.reset_totp_ask', { name })}
          word={t('admin.user.reset_totp')}
          onClose={() => setAsking(null)}
          onSend={() => run(() => answered(api.POST('/api/users/{id}/reset-totp', path)), t('admin.user.reset_totp'))}
        />
      )}
      {asking === 'password' && (
        <Dialog title={t('admin.user.set_password')} onClose={() => setAsking(null)}>
          <p>{t('admin.user.set_password_help', { name })}</p>
          <RecordForm
            fields={[
              { name: 'password', label: t('account.new_password'), as: 'password', required: true, help: t('admin.user.password_short') },
            ]}
            initial={{ password: null }}
            word={t('admin.user.set_password')}
            onCancel={() => setAsking(null)}
            onSend={async values => {
              await run(
                () => answered(api.POST('/api/users/{id}/password', { params: { path: { id } }, body: values as { password: string } })),
                t('admin.user.set_password'),
              )
              setAsking(null)
            }}
          />
        </Dialog>
      )}
    </>
  )
}
