import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch, IconUpload } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { PageFrame } from '../platform/PageFrame'
import { usePages } from '../platform/pages'
import { RecordForm } from '../platform/RecordForm'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import { type Column, Table } from '../platform/Table'
import type { NewUser, Role, UserView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { ImportUsers } from './ImportUsers'
import { roles, rolesText } from './roles'
import { siteChoices, useSites } from './sites'
import { UserMarks } from './UserMarks'
import { newUser, userFields } from './userForm'

/** Everybody with a login: found by name, role and site, made one by one or from a table. */
export function UsersPage() {
  const { t } = useTranslation()
  const user = useUser()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { role, site, state } = useSearch({ from: '/office/admin/users' })
  const sites = useSites().data
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 200)
  const [making, setMaking] = useState(false)
  const [importing, setImporting] = useState(false)
  const manages = may(user, 'people.manage')
  const pages = usePages<UserView, number>(['users', text, role, site, state], (after, signal) => {
    const filter = {
      ...(role === undefined ? {} : { role: role as Role }),
      ...(site === undefined ? {} : { site_id: Number(site) }),
      ...(state === 'all' ? {} : { active: state !== 'inactive' }),
    }
    return answered(
      text === ''
        ? api.GET('/api/users', { params: { query: { ...filter, after, limit: 100 } }, signal })
        : // Names stand in no address.
          api.POST('/api/users/search', { body: { text, ...filter, after: after ?? null, limit: 100 }, signal }),
    )
  })
  const narrow = (change: object) => navigate({ to: '/admin/users', search: before => ({ ...before, ...change }), replace: true })
  const columns: Column<UserView>[] = [
    {
      head: t('account.name'),
      cell: one => (
        <Link to="/admin/users/$id" params={{ id: String(one.id) }}>
          {one.full_name}
        </Link>
      ),
    },
    { head: t('sign_in.username'), cell: one => <bdi>{one.username}</bdi> },
    { head: t('account.roles'), cell: one => rolesText(one.roles, sites, t), width: 'minmax(0, 2fr)' },
    { head: t('admin.state'), cell: one => <UserMarks user={one} /> },
  ]
  const create = async (values: object) => {
    const made = await answered(api.POST('/api/users', { body: values as NewUser, headers: pressed() }))
    await queries.invalidateQueries({ queryKey: ['users'] })
    say(t('admin.user.made', { name: made.full_name }))
    await navigate({ to: '/admin/users/$id', params: { id: String(made.id) } })
  }
  return (
    <PageFrame
      tall
      title={t('admin.place.users')}
      lead={t('admin.about.users')}
      actions={
        manages && (
          <>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
              {t('admin.user.new')}
            </Button>
            <Button variant="default" leftSection={<IconUpload size={16} aria-hidden />} onClick={() => setImporting(true)}>
              {t('admin.user.import')}
            </Button>
          </>
        )
      }
    >
      <search className={filters.filters}>
        <TextInput
          label={t('admin.user.find')}
          type="search"
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
        />
        <NativeSelect
          label={t('admin.user.role')}
          value={role ?? ''}
          onChange={event => narrow({ role: event.currentTarget.value || undefined })}
          data={[{ value: '', label: t('admin.any') }, ...roles.map(each => ({ value: each, label: t(`role.${each}`) }))]}
        />
        <NativeSelect
          label={t('admin.site')}
          value={site ?? ''}
          onChange={event => narrow({ site: event.currentTarget.value || undefined })}
          data={[{ value: '', label: t('admin.any') }, ...siteChoices(sites)]}
        />
        <NativeSelect
          label={t('admin.state')}
          value={state ?? ''}
          onChange={event => narrow({ state: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('admin.user.active') },
            { value: 'inactive', label: t('admin.user.inactive') },
            { value: 'all', label: t('admin.any') },
          ]}
        />
      </search>
      <Table label={t('admin.place.users')} columns={columns} pages={pages} keyOf={one => one.id} empty={t('admin.user.none')} />
      {making && (
        <Dialog title={t('admin.user.new')} onClose={() => setMaking(false)}>
          <RecordForm
            fields={userFields(t, sites, true)}
            initial={newUser}
            word={t('admin.user.make')}
            about={{ username_taken: 'username', unknown_site: 'roles' }}
            onCancel={() => setMaking(false)}
            onSend={create}
          />
        </Dialog>
      )}
      {importing && <ImportUsers sites={sites ?? []} onClose={() => setImporting(false)} />}
    </PageFrame>
  )
}
