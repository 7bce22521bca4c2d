import type { TFunction } from 'i18next'
import type { Field } from '../platform/RecordForm'
import type { SiteView, UserView } from '../platform/wire'
import { knownZones } from '../platform/zones'
import { rolesField } from './roles'

/** What is written down about a person; a new one may be given a password at once. */
export function userFields(t: TFunction, sites: readonly SiteView[] | undefined, isNew: boolean): Field[] {
  return [
    { name: 'first_name', label: t('admin.user.first_name'), required: true },
    { name: 'last_name', label: t('admin.user.last_name'), required: true },
    { name: 'username', label: t('sign_in.username'), help: t('admin.user.username_help'), required: true },
    ...(isNew ? [{ name: 'password', label: t('sign_in.password'), as: 'password' as const, help: t('admin.user.password_help') }] : []),
    { name: 'phone', label: t('account.phone'), as: 'tel' },
    { name: 'email', label: t('account.email'), as: 'email' },
    { name: 'certification', label: t('admin.user.certification') },
    { name: 'language', label: t('admin.user.language'), help: t('admin.user.language_help'), required: !isNew },
    {
      name: 'zone',
      label: t('admin.zone'),
      as: 'choice',
      required: !isNew,
      choices: knownZones().map(zone => ({ value: zone, label: zone })),
    },
    rolesField(t, sites),
  ]
}

export const userValues = (user: UserView) => ({
  first_name: user.first_name,
  last_name: user.last_name,
  username: user.username,
  phone: user.phone,
  email: user.email,
  certification: user.certification,
  language: user.language,
  zone: user.zone,
  roles: user.roles,
})

export const newUser = {
  first_name: null,
  last_name: null,
  username: null,
  password: null,
  phone: null,
  email: null,
  certification: null,
  language: null,
  zone: null,
  roles: [],
}
