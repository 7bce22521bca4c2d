import { memo } from 'react'
import type { ClassView } from '../platform/wire'
import styles from './arriving.module.css'

/** A class of the scale: its words carry the meaning, its colour comes third, with an edge that is seen where the colour is not. */
export const ArrivingClass = memo(({ level: { code, name, colour } }: { level: Pick<ClassView, 'code' | 'name' | 'colour'> }) => (
  <span className={styles.class}>
    <span className={styles.square} data-colour={colour} aria-hidden />
    <bdi>{/^\d+$/.test(code) ? `${code} ${name}` : name}</bdi>
  </span>
))
