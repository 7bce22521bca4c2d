import { Alert } from '@mantine/core'
import type { Problem } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import styles from './account.module.css'

/** How the last press of a part of the account went. */
export function Outcome({ problem, text, done }: { problem: Problem | null; text?: string | undefined; done: string | false }) {
  const problemText = useProblemText()
  return (
    <>
      {problem && (
        <Alert color="red" variant="outline" role="alert">
          {text ?? problemText(problem)}
        </Alert>
      )}
      <p role="status" className={styles.done}>
        {done}
      </p>
    </>
  )
}
