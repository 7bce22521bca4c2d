import { Alert, Button, Group } from '@mantine/core'
import type { Field } from './RecordForm'
import type { Values } from './record'
import styles from './recordForm.module.css'
import { useTranslation } from './words/useTranslation'

interface Props {
  fields: readonly Field[]
  names: readonly string[]
  mine: Values
  theirs: Values
  busy: boolean
  onMine: () => void
  onTheirs: () => void
}

/** An edit that met another: what I wrote beside what stands there now, and the choice between them. */
export function BothVersions({ fields, names, mine, theirs, busy, onMine, onTheirs }: Props) {
  const { t } = useTranslation()
  const said = (field: Field, value: unknown): string => {
    if (field.say) return field.say(value)
    if (field.choices) return field.choices.find(choice => choice.value === String(value))?.label ?? ''
    if (field.as === 'password') return '•••'
    return Array.isArray(value) ? value.join(', ') : typeof value === 'boolean' ? t(value ? 'admin.yes' : 'admin.no') : String(value ?? '')
  }
  return (
    <Alert color="orange" variant="outline" role="alert" title={t('admin.both.title')}>
      <p className={styles.lead}>{names.length === 0 ? t('admin.both.elsewhere') : t('admin.both.lead')}</p>
      {names.length > 0 && (
        <table className={styles.both}>
          <thead>
            <tr>
              <th scope="col">{t('admin.both.field')}</th>
              <th scope="col">{t('admin.both.mine')}</th>
              <th scope="col">{t('admin.both.theirs')}</th>
            </tr>
          </thead>
          <tbody>
            {fields
              .filter(field => names.includes(field.name))
              .map(field => (
                <tr key={field.name}>
                  <th scope="row">{field.label}</th>
                  <td>{said(field, mine[field.name]) || '–'}</td>
                  <td>{said(field, theirs[field.name]) || '–'}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" loading={busy} onClick={onMine}>
          {t('admin.both.keep_mine')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={busy} onClick={onTheirs}>
          {t('admin.both.take_theirs')}
        </Button>
      </Group>
    </Alert>
  )
}
