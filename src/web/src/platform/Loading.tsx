import { Alert, Button, Skeleton } from '@mantine/core'
import { useProblemText } from './useProblemText'
import { useTranslation } from './words/useTranslation'

/** Grey lines where something will stand. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation()
  return (
    <div aria-busy="true">
      <span className="spoken" role="status">
        {t('admin.loading')}
      </span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: equal lines that never move
        <Skeleton key={line} height={20} my={8} />
      ))}
    </div>
  )
}

/** Why something is not there, and the way to try again. */
export function Failed({ problem, onAgain }: { problem: unknown; onAgain: () => unknown }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  return (
    <Alert color="red" variant="outline" role="alert">
      <p>{problemText(problem)}</p>
      <Button variant="default" size="compact-sm" onClick={() => onAgain()}>
        {t('retry')}
      </Button>
    </Alert>
  )
}
