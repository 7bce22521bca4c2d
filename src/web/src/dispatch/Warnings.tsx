import { Button, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { useProblemText } from '../platform/useProblemText'
import type { CallView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { WarningList } from './WarningList'
import styles from './warnings.module.css'

/** What all warnings of all calls are kept under; one that was added or ended concerns every call at its place. */
export const warningsKey = ['warnings'] as const

/**
 * What a crew must know before it goes in: the warnings of the call's place, in full. Asked for whatever the call's own count says, since
 * a warning that is added later does not change the call.
 */
export function Warnings({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  // Who looked is on record: an arrow key held down passes calls without looking at them.
  const [resting] = useDebouncedValue(call.id, 120)
  const { data, error, refetch, isPending } = useQuery({
    queryKey: [...warningsKey, call.id, call.location],
    queryFn: ({ signal }) => answered(api.GET('/api/calls/{id}/warnings', { params: { path: { id: call.id } }, signal })),
    enabled: resting === call.id,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const warnings = data?.items ?? []

  if (error && !data)
    return (
      <div className={styles.warnings} role="alert">
        <p>
          {t('call.warnings_failed')} {problemText(error)}
        </p>
        <Button size="compact-sm" variant="default" onClick={() => refetch()}>
          {t('retry')}
        </Button>
      </div>
    )
  if (isPending) return call.warnings > 0 ? <Skeleton height="3.25rem" aria-busy="true" /> : null
  return <WarningList warnings={warnings} />
}
