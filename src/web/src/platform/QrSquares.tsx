import { type ReactNode, useMemo } from 'react'
import { encode } from 'uqr'
import styles from './qrCode.module.css'

/** The squares of a QR code (ISO/IEC 18004) as one path; level M, which a screen that is photographed aslant still needs. */
export default function QrSquares({ text, label }: { text: string; label: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: 0 })
    return { size, path: data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('') }
  }, [text])
  return (
    <div className={styles.frame} role="img" aria-label={label}>
      <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" aria-hidden="true">
        <path d={path} fill="currentColor" />
      </svg>
    </div>
  )
}
