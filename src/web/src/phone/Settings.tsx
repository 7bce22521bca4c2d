import { type ComponentType, useEffect, useState } from 'react'
import { Failed, Loading } from '../platform/Loading'
import { unreachable } from '../platform/problem'

/** The notification settings, fetched when they are opened: without a network nothing of them could be shown, and the phone does not keep them. */
export function Settings() {
  const [Shown, setShown] = useState<ComponentType | null>(null)
  const [failed, setFailed] = useState(false)
  const [tries, setTries] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each try
  useEffect(() => {
    setFailed(false)
    import('../notifications/Preferences').then(
      ({ Preferences }) => setShown(() => Preferences),
      () => setFailed(true),
    )
  }, [tries])
  if (Shown) return <Shown />
  return failed ? <Failed problem={unreachable()} onAgain={() => setTries(before => before + 1)} /> : <Loading />
}
