import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import type { Field } from '../platform/RecordForm'
import type { HeldRole, Role, SiteView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './roles.module.css'
import { siteChoices, siteName } from './sites'

export const roles: readonly Role[] = [
  'dispatcher',
  'paramedic',
  'operator',
  'therapist',
  'driver',
  'nurse',
  'doctor',
  'clerk',
  'hospital',
  'patient',
  'supervisor',
  'auditor',
  'admin',
  'device',
]

/** `Supervisor (Station North), Administrator`: what somebody holds and where. */
export const rolesText = (held: readonly HeldRole[], sites: readonly SiteView[] | undefined, t: TFunction): string =>
  held.map(({ role, site_id }) => t(`role.${role}`) + (site_id == null ? '' : ` (${siteName(sites, site_id)})`)).join(', ')

export const rolesField = (t: TFunction, sites: readonly SiteView[] | undefined): Field => ({
  name: 'roles',
  label: t('admin.user.roles'),
  say: value => rolesText(value as HeldRole[], sites, t),
  draw: (value, set, error) => <Roles held={value as HeldRole[]} sites={sites} error={error} onChange={set} />,
})

interface Props {
  held: readonly HeldRole[]
  sites: readonly SiteView[] | undefined
  error: string | undefined
  onChange: (held: HeldRole[]) => void
}

/** The roles of a person, each at one site or at all of them. */
function Roles({ held, sites, error, onChange }: Props) {
  const { t } = useTranslation()
  const change = (index: number, to: HeldRole) => onChange(held.map((one, at) => (at === index ? to : one)))
  return (
    <fieldset className={styles.roles} aria-invalid={error !== undefined}>
      <legend>{t('admin.user.roles')}</legend>
      {held.length === 0 && <p className={styles.none}>{t('admin.user.no_roles')}</p>}
      {held.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is nothing but its place
        <div key={index} className={styles.row}>
          <NativeSelect
            aria-label={t('admin.user.role_number', { number: index + 1 })}
            value={one.role}
            onChange={event => change(index, { ...one, role: event.currentTarget.value as Role })}
            data={roles.map(role => ({ value: role, label: t(`role.${role}`) }))}
          />
          <NativeSelect
            aria-label={t('admin.user.site_number', { number: index + 1 })}
            value={one.site_id == null ? '' : String(one.site_id)}
            onChange={event =>
              change(index, { ...one, site_id: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })
            }
            data={[{ value: '', label: t('admin.user.all_sites') }, ...siteChoices(sites)]}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('admin.user.remove_role', { number: index + 1 })}
            onClick={() => onChange(held.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...held, { role: 'paramedic', site_id: null }])}
      >
        {t('admin.user.add_role')}
      </Button>
      {error && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}
