import { Kbd, type KbdProps } from '@mantine/core'
import styles from './keyHint.module.css'

/**
 * The key that does what a button does, drawn on it. It is not a part of the button's name: who speaks to the screen says the word, and a screen
 * reader hears of the key from `aria-keyshortcuts`.
 */
export const KeyHint = ({ of, size }: { of: string; size: KbdProps['size'] }) => (
  <Kbd size={size} className={styles.key} data-key={of} aria-hidden />
)
