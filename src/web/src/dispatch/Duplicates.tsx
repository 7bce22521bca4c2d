import { useDebouncedValue } from '@mantine/hooks'
import { IconCopyCheck } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answered, api } from '../platform/api'
import { Timer } from '../platform/Timer'
import { useTranslation } from '../platform/words/useTranslation'
import { type Draft, sightingOf } from './callDraft'
import { StateMark } from './callMarks'
import { placeOf } from './callOrder'
import styles from './duplicates.module.css'

/** Open calls that may be the incident that is being typed, asked for when the hand rests. */
export function Duplicates({ draft, onShow }: { draft: Draft; onShow: (id: number) => void }) {
  const { t } = useTranslation()
  const typed = JSON.stringify(sightingOf(draft))
  const [resting] = useDebouncedValue(typed, 600)
  const sighting = useMemo(() => JSON.parse(resting) as ReturnType<typeof sightingOf>, [resting])
  const { data } = useQuery({
    queryKey: ['duplicates', sighting],
    queryFn: ({ signal }) => answered(api.POST('/api/calls/duplicates', { body: sighting ?? {}, signal })),
    enabled: sighting !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  const likely = sighting === null ? [] : (data?.items.slice(0, 3) ?? [])
  return (
    <div role="status" className={styles.place}>
      {likely.length > 0 && (
        <section className={styles.duplicates} aria-labelledby="duplicates">
          <h3 id="duplicates">
            <IconCopyCheck size={16} aria-hidden /> {t('new_call.duplicates', { count: likely.length })}
          </h3>
          <ul>
            {likely.map(call => (
              <li key={call.id}>
                <p className={styles.facts}>
                  <button
                    type="button"
                    onClick={() => onShow(call.id)}
                    aria-label={t('new_call.show_duplicate', { call: call.call_id, address: placeOf(call.location) })}
                  >
                    <bdi>{placeOf(call.location)}</bdi>
                  </button>
                  <StateMark state={call.state} />
                  {call.received_at && <Timer since={call.received_at} />}
                  <span>{call.reasons.map(({ text }) => text).join(' · ')}</span>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
