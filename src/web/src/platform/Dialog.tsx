import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './dialog.module.css'

/** The browser's own modal dialog: it keeps the focus, closes on Escape, gives the focus back, and dims and shuts what lies behind. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDialogElement>(null)
  const heading = useId()

  // Before the page is drawn without it: a dialog that is gone cannot give the focus back.
  useLayoutEffect(() => {
    const dialog = box.current
    if (dialog && !dialog.open) dialog.showModal()
    return () => dialog?.close()
  }, [])

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it as Escape does
    <dialog
      ref={box}
      className={styles.dialog}
      aria-labelledby={heading}
      onCancel={event => {
        // A dialog over this one closes alone, and who picks no file has not done with the form.
        if (event.target !== box.current) return
        event.preventDefault()
        onClose()
      }}
      onClick={event => event.target === box.current && onClose()}
    >
      <div className={styles.body}>
        <div className={styles.head}>
          <h2 id={heading}>{title}</h2>
          <ActionIcon variant="subtle" color="gray" aria-label={t('close')} onClick={onClose}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </div>
        {children}
      </div>
    </dialog>
  )
}
