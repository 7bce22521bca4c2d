import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import styles from './widest.module.css'

/**
 * Measures the widest of what may stand in a column, once, and leaves it at what it stands in under that name: rows that know nothing of
 * each other hold every word whole and in line, in any language, and none of them is measured for it.
 */
export function Widest({ name, children }: { name: `--${string}`; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [measured, setMeasured] = useState(false)
  useLayoutEffect(() => {
    const ruler = box.current
    if (!ruler) return
    // A list that is out of sight has no widths: it is measured when it is seen.
    const observer = new ResizeObserver(() => {
      const { width } = ruler.getBoundingClientRect()
      if (width === 0) return
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      ruler.parentElement?.style.setProperty(name, `${Math.ceil((width / rem) * 100) / 100}rem`)
      setMeasured(true)
    })
    observer.observe(ruler)
    return () => observer.disconnect()
  }, [name])
  return measured ? null : (
    <div ref={box} className={styles.ruler} aria-hidden>
      {children}
    </div>
  )
}
