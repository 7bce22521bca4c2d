import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import styles from './dialog.module.css'
import { focusNear, wayToFocus } from './focus'
import { useTranslation } from './words/useTranslation'

interface Props {
  title: string
  /** Out of sight for a while, with all that it holds. */
  aside?: boolean
  /** On a phone it stands at the lower edge, where the thumb is. */
  low?: boolean
  /** At the far edge, as high as the window; on a phone it is all there is. */
  side?: boolean
  onClose: () => void
  children: ReactNode
}

/** The browser's own modal dialog: it keeps the focus, closes on Escape, gives the focus back, and dims and shuts what lies behind. */
export function Dialog({ title, aside = false, low = false, side = false, onClose, children }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDialogElement>(null)
  const heading = useId()
  const pressedBeside = useRef(false)
  // A field that wants the keyboard can take it only where the dialog is open already.
  const [opened, setOpened] = useState(false)

  // Before the page is drawn without it: a dialog that is gone cannot give the focus back.
  useLayoutEffect(() => {
    const dialog = box.current
    if (aside) return
    const way = wayToFocus()
    if (dialog && !dialog.open) dialog.showModal()
    setOpened(true)
    return () => {
      dialog?.close()
      focusNear(way)
    }
  }, [aside])

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it as Escape does
    <dialog
      ref={box}
      className={styles.dialog}
      data-low={low || undefined}
      data-side={side || undefined}
      aria-labelledby={heading}
      onCancel={event => {
        // A dialog over this one closes alone, and who picks no file has not done with the form.
        if (event.target !== box.current) return
        event.preventDefault()
        onClose()
      }}
      // Who selects text in a field and lets go beyond the edge has not pressed beside the dialog.
      onPointerDown={event => {
        pressedBeside.current = event.target === box.current
      }}
      onClick={event => event.target === box.current && pressedBeside.current && onClose()}
    >
      <div className={styles.body}>
        <div className={styles.head}>
          <h2 id={heading}>{title}</h2>
          <ActionIcon variant="subtle" color="gray" aria-label={t('close')} onClick={onClose}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </div>
        {opened && children}
      </div>
    </dialog>
  )
}
