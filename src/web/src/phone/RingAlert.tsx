import { IconBellRinging, IconVolumeOff } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react'
import { isHeard, subscribeSound } from '../platform/sounds'
import { useTranslation } from '../platform/words/useTranslation'
import { useMoved } from './bounce'
import { ring } from './ring'
import styles from './ringAlert.module.css'
import { stayLit } from './stayLit'

/** The whole screen, the tones and the motor, for as long as it is there: until somebody answers. */
export function RingAlert({ title, children, answers }: { title: string; children: ReactNode; answers: ReactNode }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDialogElement>(null)
  const dock = useRef<HTMLDivElement>(null)
  const sounds = useSyncExternalStore(subscribeSound, isHeard)
  useMoved()

  useEffect(() => {
    const dialog = box.current
    if (dialog && !dialog.open) {
      dialog.showModal()
      // What it says can be pushed by keys where it is longer than the screen; the answer has the keyboard first all the same.
      dock.current?.querySelector('button')?.focus()
    }
    const [quiet, dark] = [ring(), stayLit()]
    return () => {
      quiet()
      dark()
      dialog?.close()
    }
  }, [])

  return (
    <dialog ref={box} className={styles.alert} aria-labelledby="ringing" onCancel={event => event.preventDefault()}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than the screen is pushed by keys as well */}
      <div className={styles.body} role="alert" tabIndex={0}>
        <h2 id="ringing" className={styles.title}>
          <IconBellRinging size={36} aria-hidden />
          {title}
        </h2>
        {children}
      </div>
      <div ref={dock} className={styles.dock}>
        {!sounds && (
          <p className={styles.mute}>
            <IconVolumeOff size={18} aria-hidden /> {t('phone.touch_for_sound')}
          </p>
        )}
        {answers}
      </div>
    </dialog>
  )
}
