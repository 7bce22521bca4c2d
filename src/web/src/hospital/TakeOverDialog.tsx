import { Group, Radio, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { useUser } from '../platform/session'
import type { PreAlertView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useHospitalDesk } from './desk'
import { handoversKey } from './Handovers'
import { useSend } from './send'

/** The transfer of care: who takes over and where the patients go; the time is that of the press. */
export function TakeOverDialog({ alert, onClose }: { alert: PreAlertView; onClose: () => void }) {
  const { t } = useTranslation()
  const user = useUser()
  const queries = useQueryClient()
  const { id } = useHospitalDesk()
  const send = useSend()
  const unit = alert.unit_number
  const [place, setPlace] = useState('')
  const [number, setNumber] = useState('')
  const [by, setBy] = useState(user?.full_name ?? '')
  const body = () => ({
    handed_to: number.trim() === '' ? place : `${place} ${number.trim()}`,
    ...(by.trim() === '' ? {} : { taken_over_by: by.trim() }),
  })
  return (
    <AskDialog
      title={t('hospital_desk.take_over_title', { unit })}
      word={t('hospital_desk.take_over')}
      ready={place !== ''}
      onClose={onClose}
      onSend={() =>
        send('responses', alert.response_id, 'transfer_care', body(), t('hospital_desk.take_over_done', { unit }), () =>
          queries.invalidateQueries({ queryKey: handoversKey(id) }),
        )
      }
    >
      {(tried, errors) => (
        <>
          <Radio.Group
            label={t('hospital_desk.place')}
            value={place}
            onChange={setPlace}
            error={errors.handed_to?.[0] ?? (tried && place === '' ? t('field.required') : undefined)}
          >
            <Group gap="md" mt={6}>
              {['bed', 'bay', 'waiting_room'].map(one => (
                <Radio key={one} size="md" value={one} label={t(`choice.${one}`)} />
              ))}
            </Group>
          </Radio.Group>
          <TextInput
            label={`${t('hospital_desk.place_number')} (${t('optional')})`}
            maxLength={40}
            value={number}
            onChange={event => setNumber(event.currentTarget.value)}
          />
          <TextInput
            label={t('hospital_desk.taken_over_by')}
            maxLength={100}
            value={by}
            error={errors.taken_over_by?.[0]}
            onChange={event => setBy(event.currentTarget.value)}
          />
        </>
      )}
    </AskDialog>
  )
}
