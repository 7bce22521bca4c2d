import { IconCurrentLocation, IconCurrentLocationOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { Mark } from '../platform/Mark'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './phone.module.css'
import type { Fix } from './positions'
import { useRoom } from './room'
import type { Shares } from './sharing'
import { stayLit } from './stayLit'

/** Shares where this unit is, and keeps the screen lit, for as long as whoever asks is on the screen. */
export function useUnderWay(unit: number): { fix: Fix | null; shares: Shares } {
  const { sharing } = useRoom()
  const [fix, setFix] = useState<Fix | null>(null)
  const [shares, setShares] = useState<Shares>('starting')
  useEffect(() => {
    const stops = [sharing.start(unit, setFix, setShares), stayLit()]
    return () => {
      for (const stop of stops) stop()
    }
  }, [sharing, unit])
  return { fix, shares }
}

/** Nobody sees where this phone is, and somebody must do something about it. */
export const isHidden = (shares: Shares): boolean => shares === 'denied' || shares === 'missing'

export function SharingMark({ shares }: { shares: Shares }) {
  const { t } = useTranslation()
  const hidden = isHidden(shares)
  return (
    <p className={styles.sharing}>
      <Mark
        icon={hidden ? IconCurrentLocationOff : IconCurrentLocation}
        tone={hidden ? 'high' : 'plain'}
        word={t(`phone.sharing.${shares}`)}
      />
    </p>
  )
}
