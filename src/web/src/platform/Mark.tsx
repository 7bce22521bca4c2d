import type { Icon } from '@tabler/icons-react'
import styles from './mark.module.css'

export type Tone = 'critical' | 'high' | 'medium' | 'low' | 'free' | 'alerted' | 'moving' | 'there' | 'loaded' | 'aside' | 'plain'

interface Props {
  icon: Icon
  word: string
  tone: Tone
  /** `solid` for what must be seen first, `outline` for a quiet label. */
  form?: 'bare' | 'solid' | 'outline'
}

/** A state: an icon and a word; colour comes third and may be missing. */
export function Mark({ icon: Picture, word, tone, form = 'bare' }: Props) {
  return (
    <span className={styles.mark} data-tone={tone} data-form={form}>
      <Picture size="1.1em" stroke={2} aria-hidden />
      <span className={styles.word}>{word}</span>
    </span>
  )
}
