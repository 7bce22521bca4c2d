import type { TFunction } from 'i18next'
import type { Field } from '../platform/RecordForm'
import type { ClientView } from '../platform/wire'

/** What a person writes of a client; the site that visits them stays. */
export const clientFields = (t: TFunction): Field[] => [
  { name: 'name', label: t('account.name'), required: true },
  { name: 'address', label: t('field.address'), as: 'text', required: true },
  { name: 'latitude', label: t('admin.latitude'), as: 'number', required: true },
  { name: 'longitude', label: t('admin.longitude'), as: 'number', required: true },
  { name: 'phone', label: t('visit.setup.phone'), as: 'tel', help: t('visit.setup.phone_help') },
  { name: 'email', label: t('visit.setup.email'), as: 'email' },
  { name: 'language', label: t('visit.setup.language'), required: true, help: t('visit.setup.language_help') },
  { name: 'notes', label: t('visit.notes'), as: 'text' },
  { name: 'shared_reason', label: t('visit.setup.shared_reason'), help: t('visit.setup.shared_help') },
]

export const clientValues = ({ name, address, latitude, longitude, phone, email, language, notes, shared_reason }: ClientView) => ({
  name,
  address,
  latitude,
  longitude,
  phone,
  email,
  language,
  notes,
  shared_reason,
})

export const blankClient: Record<keyof ReturnType<typeof clientValues>, string | null> = {
  name: null,
  address: null,
  latitude: null,
  longitude: null,
  phone: null,
  email: null,
  language: 'en',
  notes: null,
  shared_reason: null,
}
