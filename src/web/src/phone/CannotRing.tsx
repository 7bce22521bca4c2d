import { IconBellOff } from '@tabler/icons-react'
import { useState } from 'react'
import { RingTest } from '../notifications/RingTest'
import { useReach } from '../notifications/reach'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './cannotRing.module.css'
import { ringOnce } from './ring'
import { Sheet } from './Sheet'

/** Until a test was heard on this phone in this shift nobody can count on it. In a call it takes no room from what matters more. */
export function CannotRing({ small }: { small: boolean }) {
  const { t } = useTranslation()
  const { phone, view, own } = useReach()
  const [open, setOpen] = useState(false)
  // Without an answer nobody knows; the header says that there is no line.
  if (!open && (phone.standing === 'looking' || !view || own?.rings)) return null
  return (
    <>
      <button type="button" className={styles.mark} data-small={small || undefined} onClick={() => setOpen(true)}>
        <IconBellOff size={18} aria-hidden />
        {t('phone.cannot_ring')}
        {!small && <span className={styles.try}>{t('phone.cannot_ring_test')}</span>}
      </button>
      {open && <RingSheet onClose={() => setOpen(false)} />}
    </>
  )
}

/** The test that reaches the phone while it is locked, after the tones that the app itself makes. */
export function RingSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Sheet title={t('phone.ring_title')} onClose={onClose}>
      <div className={styles.sheet}>
        <p>{t('phone.ring_help')}</p>
        <RingTest size="lg" onTest={ringOnce} />
      </div>
    </Sheet>
  )
}
