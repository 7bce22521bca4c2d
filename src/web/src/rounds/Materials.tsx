import { Button, TextInput } from '@mantine/core'
import { IconHourglass, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import styles from '../phone/phone.module.css'
import { useRoom, useSteps } from '../phone/room'
import { Sheet } from '../phone/Sheet'
import { useLimit } from '../platform/limits'
import { Mark } from '../platform/Mark'
import type { AppointmentView, PlaceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { quantityOf } from './quantity'
import { materialsQuery, visitDraft } from './rounds'

/** What was used, and what was written down without a network. */
export function Materials({ appointment }: { appointment: AppointmentView }) {
  const { t, i18n } = useTranslation()
  const { data } = useQuery(materialsQuery(appointment.id))
  const waiting = useSteps().filter(step => step.action === 'materials' && step.thingId === appointment.id)
  const number = new Intl.NumberFormat(i18n.language)
  return (
    <section className={styles.part} aria-labelledby="materials">
      <h3 id="materials">{t('rounds.materials')}</h3>
      {(data?.length ?? 0) + waiting.length === 0 && <p className={styles.soft}>{t('rounds.no_materials')}</p>}
      <ul className={styles.plain}>
        {data?.map(({ id, name, quantity, unit }) => (
          <li key={id}>
            {number.format(quantity)} {unit} <bdi>{name}</bdi>
          </li>
        ))}
        {waiting.map(({ id, body: { name, quantity, unit } }) => (
          <li key={`waits-${id}`}>
            {number.format(Number(quantity))} {String(unit ?? '')} <bdi>{String(name)}</bdi>{' '}
            <Mark icon={IconHourglass} tone="high" word={t('phone.waits')} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export function MaterialForm({ appointment, place, onClose }: { appointment: AppointmentView; place: PlaceView; onClose: () => void }) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const limit = useLimit()
  const [name, setName] = useState('')
  const [quantity, setQuantity] = useState('1')
  const [unit, setUnit] = useState('')
  const [tried, setTried] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const much = quantityOf(quantity)
    if (name.trim() === '' || much === null) return
    void outbox.add(
      visitDraft(appointment, place, 'materials', { name: name.trim(), quantity: much, ...(unit.trim() ? { unit: unit.trim() } : {}) }),
    )
    onClose()
  }
  return (
    <Sheet title={`${t('rounds.materials')}: ${appointment.client_name}`} onClose={onClose}>
      <form onSubmit={submit} noValidate className={styles.form}>
        <TextInput
          size="lg"
          label={t('field.material_name')}
          autoComplete="off"
          {...limit('NoteMaterialRequest.Name', name)}
          error={tried && name.trim() === '' ? t('field.required') : undefined}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        <div className={styles.pair}>
          <TextInput
            size="lg"
            label={t('field.quantity')}
            inputMode="decimal"
            autoComplete="off"
            error={tried && quantityOf(quantity) === null ? t('field.quantity_wrong') : undefined}
            value={quantity}
            onChange={event => setQuantity(event.currentTarget.value)}
          />
          <TextInput
            size="lg"
            label={t('field.unit_of')}
            autoComplete="off"
            {...limit('NoteMaterialRequest.Unit', unit)}
            value={unit}
            onChange={event => setUnit(event.currentTarget.value)}
          />
        </div>
        <Button type="submit" size="lg" leftSection={<IconPlus size={18} aria-hidden />}>
          {t('rounds.add_material')}
        </Button>
      </form>
    </Sheet>
  )
}
