import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { now } from '../platform/clock'
import { asTyped, fromTyped, zone } from '../platform/time'
import type { HospitalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useSend } from './send'

interface Props {
  hospital: HospitalView
  onTake: (view: HospitalView) => void
  onClose: () => void
}

const hour = 3_600_000

/** Asks dispatch to pass the hospital by, with the reason and until when; a diversion without an end is forgotten. */
export function DivertDialog({ hospital, onTake, onClose }: Props) {
  const { t, i18n } = useTranslation()
  const send = useSend()
  const [reason, setReason] = useState(hospital.diversion_reason ?? '')
  const [typed, setTyped] = useState(() => asTyped(hospital.diversion_until ?? new Date(now() + hour).toISOString()).slice(0, 16))
  const until = fromTyped(typed)
  const past = until === null || Date.parse(until) <= now()
  return (
    <AskDialog
      title={t('hospital_desk.divert_title')}
      help={t('hospital_desk.divert_help')}
      word={t('hospital_desk.divert')}
      grave
      ready={reason.trim() !== '' && !past}
      onClose={onClose}
      onSend={() =>
        send<HospitalView>('hospitals', hospital.id, 'divert', { reason: reason.trim(), until }, t('hospital_desk.divert_done'), onTake)
      }
    >
      {(tried, errors) => (
        <>
          <TextInput
            label={t('hospital_desk.divert_reason')}
            maxLength={500}
            autoFocus
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            error={errors.reason?.[0] ?? (tried && reason.trim() === '' ? t('field.required') : undefined)}
          />
          <TextInput
            label={t('hospital_desk.divert_until')}
            description={t('field.zone', { zone: zone(i18n.language, now()) })}
            type="datetime-local"
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
            error={errors.until?.[0] ?? (tried && past ? t('hospital_desk.divert_past') : undefined)}
          />
        </>
      )}
    </AskDialog>
  )
}
