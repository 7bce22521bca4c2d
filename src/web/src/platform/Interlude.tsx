import { Button, Loader } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import styles from './interlude.module.css'
import { useProblemText } from './useProblemText'
import { useTranslation } from './words/useTranslation'

/** Shown instead of a page while it loads. */
export function Waiting() {
  return (
    <main className={styles.whole} aria-busy="true">
      <Turning />
    </main>
  )
}

/** Shown instead of a part of a page while it loads. */
export function WaitingPart() {
  return (
    <div className={styles.whole} aria-busy="true">
      <Turning />
    </div>
  )
}

function Turning() {
  const { t } = useTranslation()
  return (
    <>
      <Loader size="sm" aria-hidden />
      <p role="status">{t('board.loading')}</p>
    </>
  )
}

/** Shown instead of a page that could not be loaded: what happened and the one thing to do. */
export function WentWrong({ error }: { error?: unknown }) {
  const { t } = useTranslation()
  const router = useRouter()
  const problemText = useProblemText()
  return (
    <main className={styles.whole}>
      <IconPlugConnectedX size={40} stroke={1.5} aria-hidden />
      <h1 className={styles.title}>{t('app')}</h1>
      <p role="alert">{error ? problemText(error) : t('problem.not_found')}</p>
      <Button onClick={() => (error ? router.invalidate() : router.navigate({ to: '/board' }))}>{t('retry')}</Button>
    </main>
  )
}
