import { lazy, Suspense } from 'react'
import styles from './qrCode.module.css'

const Squares = lazy(() => import('./QrSquares'))

/** A text for another device's camera. Whoever has no camera is given the same in words beside it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.frame} role="img" aria-label={label}>
      <Suspense fallback={null}>
        <Squares text={text} />
      </Suspense>
    </div>
  )
}
