import { type ReactNode, useEffect } from 'react'
import styles from './pageFrame.module.css'
import { useTranslation } from './words/useTranslation'

interface Props {
  title: string
  lead?: ReactNode
  /** What can be done on the page as a whole. */
  actions?: ReactNode
  /** Takes the whole height, for a page that is one long list. */
  tall?: boolean
  children: ReactNode
}

/** A page of the office: its name, what it is for, its buttons, and then itself. */
export function PageFrame({ title, lead, actions, tall = false, children }: Props) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${title} · ${t('app')}`
  }, [title, t])
  return (
    <div className={styles.page} data-tall={tall ? '' : undefined}>
      <header className={styles.head}>
        <h1>{title}</h1>
        {actions && <div className={styles.actions}>{actions}</div>}
        {lead && <p className={styles.lead}>{lead}</p>}
      </header>
      {children}
    </div>
  )
}

/** A part of a page under its own heading. */
export function Part({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}
