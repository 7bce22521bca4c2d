import { useMemo } from 'react'
import { useThings } from '../platform/live/useLive'
import { useRepeated } from '../platform/useSounds'
import { ringing } from './alarms'
import { useDesk } from './desk'

/** How often what nobody has acknowledged is heard again. */
const again = { distress: 2_500, alarm: 12_000 }

/** Alarms are heard until somebody acknowledges them, a crew in distress without a pause. */
export function useRinging(): void {
  const { board } = useDesk()
  const alarms = useThings(board.alarms)
  const first = useMemo(() => ringing(alarms)[0], [alarms])
  const kind = first && (first.kind === 'distress' ? 'distress' : 'alarm')
  useRepeated(kind ?? null, again[kind ?? 'alarm'], first?.id)
}
