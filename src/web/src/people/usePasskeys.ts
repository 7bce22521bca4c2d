import { useEffect, useRef, useState } from 'react'
import type { Me } from '../platform/wire'
import { offerPasskeys } from './offerPasskeys'
import { passkeysAreListed, passkeysWork, signInWithPasskey } from './passkey'

const seen = () =>
  document.visibilityState === 'visible'
    ? Promise.resolve()
    : new Promise<void>(resolve => document.addEventListener('visibilitychange', () => resolve(), { once: true }))

/** Passkeys on the sign-in page; `press` is null where there can be none. */
export function usePasskeys(entered: (user: Me) => void, refused: (problem: unknown) => void) {
  const now = useRef({ entered, refused })
  now.current = { entered, refused }
  const offer = useRef<ReturnType<typeof offerPasskeys> | null>(null)
  const [works] = useState(passkeysWork)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    if (!works) return
    const offering = offerPasskeys({
      listed: passkeysAreListed,
      ask: signInWithPasskey,
      seen,
      entered: user => now.current.entered(user),
      refused: problem => now.current.refused(problem),
    })
    offer.current = offering
    return offering.stop
  }, [works])
  const press = () => {
    setBusy(true)
    void offer.current?.press().finally(() => setBusy(false))
  }
  return { press: works ? press : null, busy }
}
