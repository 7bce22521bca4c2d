import { useEffect } from 'react'
import { useThings } from '../platform/live/useLive'
import { listenForPress, sound } from '../platform/sounds'
import { ringing } from './alarms'
import { useDesk } from './desk'

/** How often what nobody has acknowledged is heard again. */
const again = { distress: 2_500, alarm: 12_000 }

/** Alarms are heard until somebody acknowledges them, a crew in distress without a pause. */
export function useRinging(): void {
  const { board } = useDesk()
  const [first] = ringing(useThings(board.alarms))
  const kind = first && (first.kind === 'distress' ? 'distress' : 'alarm')
  const id = first?.id

  useEffect(listenForPress, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another alarm of the same kind begins anew
  useEffect(() => {
    if (!kind) return
    sound(kind)
    const timer = setInterval(() => sound(kind), again[kind])
    return () => clearInterval(timer)
  }, [kind, id])
}
