import { NativeSelect, NumberInput } from '@mantine/core'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import type { HospitalLoad, HospitalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useSend } from './send'

interface Props {
  hospital: HospitalView
  onTake: (view: HospitalView) => void
  onClose: () => void
}

const loads: readonly HospitalLoad[] = ['LOW', 'MODERATE', 'HIGH', 'FULL']

/** The hospital's word about its beds and its load; said again unchanged it is still news, since its age is shown. */
export function CapacityDialog({ hospital, onTake, onClose }: Props) {
  const { t } = useTranslation()
  const send = useSend()
  const [available, setAvailable] = useState<string | number>(hospital.available_beds)
  const [total, setTotal] = useState<string | number>(hospital.total_beds)
  const [load, setLoad] = useState<HospitalLoad>(hospital.load)
  const whole = (value: string | number) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  const over = whole(available) && whole(total) && Number(available) > Number(total)
  const wrong = (value: string | number) => (whole(value) ? undefined : t('hospital_desk.beds_wrong'))
  return (
    <AskDialog
      title={t('hospital_desk.report')}
      word={t('hospital_desk.report_short')}
      ready={whole(available) && whole(total) && !over}
      onClose={onClose}
      onSend={() =>
        send<HospitalView>(
          'hospitals',
          hospital.id,
          'capacity',
          { available_beds: Number(available), total_beds: Number(total), load },
          t('hospital_desk.report_done'),
          onTake,
        )
      }
    >
      {tried => (
        <>
          <NumberInput
            label={t('hospital_desk.available_beds')}
            min={0}
            allowDecimal={false}
            autoFocus
            value={available}
            onChange={setAvailable}
            error={tried ? (wrong(available) ?? (over ? t('hospital_desk.beds_over') : undefined)) : undefined}
          />
          <NumberInput
            label={t('hospital_desk.total_beds')}
            min={0}
            allowDecimal={false}
            value={total}
            onChange={setTotal}
            error={tried ? wrong(total) : undefined}
          />
          <NativeSelect
            label={t('hospital_desk.load')}
            value={load}
            onChange={event => setLoad(event.currentTarget.value as HospitalLoad)}
            data={loads.map(one => ({ value: one, label: t(`hospital_desk.load_${one}`) }))}
          />
        </>
      )}
    </AskDialog>
  )
}
