import type { Icon } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import styles from './mark.module.css'

export type Tone = 'critical' | 'high' | 'medium' | 'low' | 'free' | 'alerted' | 'moving' | 'there' | 'loaded' | 'aside' | 'plain'

interface Props {
  icon: Icon
  word: string
  tone: Tone
  /** `solid` for what must be seen first, `outline` for a quiet label. */
  form?: 'bare' | 'solid' | 'outline'
}

/** Each picture is made once: where a row is drawn again, React sees that it is the same and leaves it. */
const pictures = new Map<Icon, ReactElement>()

function pictureOf(Picture: Icon): ReactElement {
  const known = pictures.get(Picture) ?? <Picture size="1.1em" stroke={2} aria-hidden />
  pictures.set(Picture, known)
  return known
}

/** A state: an icon and a word; colour comes third and may be missing. */
export function Mark({ icon, word, tone, form = 'bare' }: Props) {
  return (
    <span className={styles.mark} data-tone={tone} data-form={form}>
      {pictureOf(icon)}
      <span className={styles.word}>{word}</span>
    </span>
  )
}
