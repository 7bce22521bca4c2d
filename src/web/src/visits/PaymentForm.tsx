import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { payments } from './asks'
import { EditVisit } from './EditVisit'
import styles from './visit.module.css'

const valuesOf = ({ payment, payment_note, notes }: AppointmentView) => ({ payment, payment_note, notes })

/** Whether a visit was paid, as somebody recorded it, and what is noted of it. Nothing is paid here. */
export function PaymentForm({ visit }: { visit: AppointmentView }) {
  const { t, i18n } = useTranslation()
  const [editing, setEditing] = useState(false)
  const currencies = [...new Set(visit.services.flatMap(one => one.currency ?? []))]
  const sums = currencies.map(currency => {
    const sum = visit.services.reduce((all, one) => all + (one.currency === currency ? Number(one.price ?? 0) : 0), 0)
    return new Intl.NumberFormat(i18n.language, { style: 'currency', currency }).format(sum)
  })
  return (
    <section aria-label={t('visit.payment')}>
      <h3>{t('visit.payment')}</h3>
      <p className={styles.row}>
        <strong>{t(`visit.paid.${visit.payment}`)}</strong> {sums.join(' + ')}
        {visit.payment_note && <bdi className={styles.soft}>{visit.payment_note}</bdi>}
      </p>
      <div>
        <Button size="compact-sm" variant="default" onClick={() => setEditing(true)}>
          {t('visit.edit')}
        </Button>
      </div>
      {editing && (
        <EditVisit
          visit={visit}
          title={t('visit.edit')}
          fields={[
            {
              name: 'payment',
              label: t('visit.payment'),
              as: 'choice',
              required: true,
              choices: payments.map(value => ({ value, label: t(`visit.paid.${value}`) })),
            },
            { name: 'payment_note', label: t('visit.field.payment_note') },
            { name: 'notes', label: t('visit.notes'), as: 'text' },
          ]}
          valuesOf={valuesOf}
          onClose={() => setEditing(false)}
        />
      )}
    </section>
  )
}
