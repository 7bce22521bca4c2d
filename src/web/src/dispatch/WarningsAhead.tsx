import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answered, api } from '../platform/api'
import { type Draft, placeOfDraft } from './callDraft'
import { WarningList } from './WarningList'
import { warningsKey } from './Warnings'
import styles from './warnings.module.css'

/** The warnings of the address that is being typed, asked for when the hand rests: the caller is still on the line. */
export function WarningsAhead({ draft }: { draft: Draft }) {
  const typed = JSON.stringify(placeOfDraft(draft))
  const [resting] = useDebouncedValue(typed, 600)
  const place = useMemo(() => JSON.parse(resting) as ReturnType<typeof placeOfDraft>, [resting])
  const known = (place.address ?? '').length >= 4 || place.latitude !== null
  const { data } = useQuery({
    queryKey: [...warningsKey, 'ahead', place],
    queryFn: ({ signal }) => answered(api.POST('/api/warnings/search', { body: place, signal })),
    enabled: known,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  return (
    <div role="status" className={styles.ahead}>
      {known && <WarningList warnings={data?.items ?? []} />}
    </div>
  )
}
