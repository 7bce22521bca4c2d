import { lazy, Suspense } from 'react'
import styles from './qrCode.module.css'

// Whoever cannot load it has the words: a page with a secret that is shown once is not given up for its picture.
const Squares = lazy(() => import('./QrSquares').catch(() => ({ default: () => null })))

/** A text for another device's camera. Whoever has no camera is given the same in words beside it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  return (
    <Suspense fallback={<div className={styles.frame} />}>
      <Squares text={text} label={label} />
    </Suspense>
  )
}
