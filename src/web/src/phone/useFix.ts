import { useEffect, useState } from 'react'
import { type Fix, fixOf } from './positions'

/** Where this phone is while somebody needs to know; it is told to nobody. Null where it does not know. */
export function useFix(wanted: boolean): Fix | null {
  const [fix, setFix] = useState<Fix | null>(null)
  useEffect(() => {
    if (!wanted || !('geolocation' in navigator)) return
    const watch = navigator.geolocation.watchPosition(
      position => setFix(fixOf(position)),
      () => setFix(null),
      { enableHighAccuracy: true, maximumAge: 5_000 },
    )
    return () => navigator.geolocation.clearWatch(watch)
  }, [wanted])
  return wanted ? fix : null
}
