import { Checkbox, Group, NativeSelect, Radio, Stack, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { useProblemText } from '../platform/useProblemText'
import type { ArrivalView, ReceivePlace } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import type { EmergencyQueue } from './Arriving'
import { LevelMark } from './marks'

interface Props {
  arrival: ArrivalView
  queue: EmergencyQueue
  onDone: (view: ArrivalView) => void
  onClose: () => void
}

const places: readonly ReceivePlace[] = ['bay', 'waiting_room']

/** Where to, as far as the crew has said it: a bed is a place to lie in, as a bay is. */
const said = ({ handed_to }: ArrivalView): ReceivePlace | '' =>
  handed_to === 'waiting_room' ? 'waiting_room' : handed_to === 'bay' || handed_to === 'bed' ? 'bay' : ''

/** The nurse's word: where they go and how urgent they are. The class is the proposed one until she chooses another. */
export function ReceiveDialog({ arrival, queue, onDone, onClose }: Props) {
  const { t } = useTranslation()
  const [place, setPlace] = useState<ReceivePlace | ''>(said(arrival))
  const [desk, setDesk] = useState('')
  const [level, setLevel] = useState(String(arrival.level.place))
  const [emergency, setEmergency] = useState(arrival.emergency)
  const [reason, setReason] = useState('')
  const problemText = useProblemText()
  const { data, error } = useQuery({
    queryKey: ['desks', queue.id],
    queryFn: ({ signal }) => answered(api.GET('/api/desks', { params: { query: { queue_id: queue.id, limit: 200 } }, signal })),
    // Another nurse may have taken a bay while this one reads.
    refetchInterval: 5_000,
  })
  const desks = (data?.items ?? []).toSorted((a, b) => Number(b.kind === 'bay') - Number(a.kind === 'bay') || a.name.localeCompare(b.name))
  const free = desks.filter(one => one.state === 'OPEN' && one.ticket_id === null)
  const chosen = place === 'bay' ? desk || (free.length === 1 ? String(free[0]?.id) : '') : ''
  const send = async () => {
    const view = await answered(
      api.POST('/api/arrivals/{id}/receive', {
        params: { path: { id: arrival.id } },
        headers: pressed(),
        body: {
          place: place as ReceivePlace,
          priority: Number(level),
          emergency,
          ...(chosen ? { desk_id: Number(chosen) } : {}),
          ...(reason.trim() ? { reason: reason.trim() } : {}),
        },
      }),
    )
    onDone(view)
    say(t('arriving.received', { number: arrival.ticket_number ?? '' }))
  }
  return (
    <AskDialog
      title={t('arriving.receive_title', { number: arrival.ticket_number ?? '', unit: arrival.unit_number })}
      word={t('arriving.receive')}
      problems="arriving.problem"
      ready={place === 'waiting_room' || chosen !== ''}
      onClose={onClose}
      onSend={send}
    >
      {(tried, errors) => (
        <>
          <Radio.Group
            label={t('arriving.place')}
            value={place}
            onChange={value => setPlace(value as ReceivePlace)}
            error={errors.place?.[0] ?? (tried && place === '' ? t('field.required') : undefined)}
          >
            <Group gap="md" mt={6}>
              {places.map(one => (
                <Radio key={one} size="md" value={one} label={t(`arriving.${one}`)} />
              ))}
            </Group>
          </Radio.Group>
          {place === 'bay' && (
            <NativeSelect
              label={t('arriving.desk')}
              value={chosen}
              description={data && free.length === 0 ? t('arriving.no_desk') : undefined}
              error={
                errors.desk_id?.[0] ??
                (error && !data ? problemText(error) : undefined) ??
                (tried && chosen === '' ? t('field.required') : undefined)
              }
              onChange={event => setDesk(event.currentTarget.value)}
              data={[
                { value: '', label: '' },
                ...desks.map(one => ({
                  value: String(one.id),
                  disabled: !free.includes(one),
                  label: free.includes(one)
                    ? one.name
                    : t(one.ticket_number ? 'arriving.desk_busy' : 'arriving.desk_closed', {
                        name: one.name,
                        number: one.ticket_number ?? '',
                      }),
                })),
              ]}
            />
          )}
          <Radio.Group label={t('arriving.triage')} value={level} onChange={setLevel} error={errors.priority?.[0]}>
            <Stack gap={6} mt={6}>
              {queue.levels.map(one => (
                <Radio key={one.place} size="md" value={String(one.place)} label={<LevelMark level={one} />} />
              ))}
            </Stack>
          </Radio.Group>
          <Checkbox
            size="md"
            label={t('arriving.before_all')}
            checked={emergency}
            onChange={event => setEmergency(event.currentTarget.checked)}
          />
          <Textarea
            label={`${t('arriving.reason')} (${t('optional')})`}
            autosize
            maxLength={500}
            value={reason}
            error={errors.reason?.[0]}
            onChange={event => setReason(event.currentTarget.value)}
          />
        </>
      )}
    </AskDialog>
  )
}
