import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { beyond, useLimit } from '../platform/limits'
import type { PreAlertView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useHospitalDesk } from './desk'
import { useSend } from './send'

/** Why the hospital cannot: the dispatcher reads it and finds another one. */
export function DeclineDialog({ alert, onClose }: { alert: PreAlertView; onClose: () => void }) {
  const { t } = useTranslation()
  const { arrivals } = useHospitalDesk()
  const send = useSend()
  const [reason, setReason] = useState('')
  const limit = useLimit()
  const short = beyond('DeclinePreAlertRequest.Reason', reason)
  const unit = alert.unit_number
  return (
    <AskDialog
      title={t('hospital_desk.decline_title', { unit })}
      help={t('hospital_desk.decline_help')}
      word={t('hospital_desk.decline')}
      grave
      ready={reason.trim() !== '' && !short}
      onClose={onClose}
      onSend={() =>
        send<PreAlertView>('pre-alerts', alert.id, 'decline', { reason: reason.trim() }, t('hospital_desk.decline_done', { unit }), view =>
          arrivals.takeAnswer(view),
        )
      }
    >
      {(tried, errors) => (
        <Textarea
          label={t('hospital_desk.decline_reason')}
          autosize
          minRows={2}
          {...limit('DeclinePreAlertRequest.Reason', reason)}
          autoFocus
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={
            errors.reason?.[0] ??
            (tried && reason.trim() === '' ? t('field.required') : tried && short ? t('field.too_short', { least: 2 }) : undefined)
          }
        />
      )}
    </AskDialog>
  )
}
