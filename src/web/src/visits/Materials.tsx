import { Button } from '@mantine/core'
import { useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { RecordForm } from '../platform/RecordForm'
import type { WholeAppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useVisitAgain } from './reads'
import styles from './visit.module.css'

/** From when on somebody is or was there. */
const there = new Set(['ARRIVED', 'IN_PROGRESS', 'COMPLETED'])

/** What was used at a visit. */
export function Materials({ whole: { appointment: visit, materials } }: { whole: WholeAppointmentView }) {
  const { t } = useTranslation()
  const again = useVisitAgain(visit.id)
  const [adding, setAdding] = useState(false)
  if (materials.length === 0 && !there.has(visit.state)) return null
  return (
    <section aria-label={t('visit.materials')}>
      <h3>{t('visit.materials')}</h3>
      {materials.length === 0 && <p className={styles.soft}>{t('visit.materials_none')}</p>}
      <ul className={styles.lines}>
        {materials.map(one => (
          <li key={one.id}>
            <span>
              {one.quantity} {one.unit}
            </span>
            <bdi>{one.name}</bdi>
            <span className={styles.soft}>{one.noted_by_name}</span>
          </li>
        ))}
      </ul>
      {there.has(visit.state) && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
            {t('visit.material_add')}
          </Button>
        </div>
      )}
      {adding && (
        <Dialog title={t('visit.material_add')} onClose={() => setAdding(false)}>
          <RecordForm
            fields={[
              { name: 'name', label: t('account.name'), required: true },
              { name: 'quantity', label: t('visit.field.quantity'), as: 'number', required: true },
              { name: 'unit', label: t('visit.field.unit'), help: t('visit.field.unit_help') },
            ]}
            initial={{ name: null, quantity: 1, unit: null }}
            word={t('visit.material_add')}
            onCancel={() => setAdding(false)}
            onSend={async values => {
              await answered(
                api.POST('/api/appointments/{id}/materials', {
                  params: { path: { id: visit.id } },
                  body: values as never,
                  headers: pressed(),
                }),
              )
              await again()
              say(t('admin.saved', { what: String(values.name) }))
              setAdding(false)
            }}
          />
        </Dialog>
      )}
    </section>
  )
}
