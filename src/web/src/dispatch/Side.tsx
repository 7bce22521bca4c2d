import { IconAmbulance, IconBuildingHospital, IconMap2 } from '@tabler/icons-react'
import { lazy, memo, Suspense, useSyncExternalStore } from 'react'
import { WaitingPart } from '../platform/Interlude'
import { useTranslation } from '../platform/words/useTranslation'
import { writtenCoordinates } from './callDraft'
import { useChoice, useDesk, useMoves, useShownList, useStanding } from './desk'
import { Hospitals } from './Hospitals'
import type { ListProps } from './ListNotes'
import styles from './side.module.css'
import { Units } from './Units'

const MapView = lazy(() => import('../map/MapView').then(module => ({ default: module.MapView })))

const views = [
  ['units', IconAmbulance],
  ['map', IconMap2],
  ['hospitals', IconBuildingHospital],
] as const

/** What stands beside the calls: the units, the map or the hospitals. */
export const Side = memo((props: ListProps) => {
  const { t } = useTranslation()
  const { go } = useMoves()
  const shown = useShownList() ?? 'units'
  return (
    <section className={styles.side} aria-label={t(`board.${shown}`)}>
      <nav className={styles.tabs} aria-label={t('board.side')}>
        {views.map(([view, Icon]) => (
          <button key={view} type="button" aria-current={shown === view} onClick={() => go({ list: view })}>
            <Icon size={16} aria-hidden /> {t(`board.${view}`)}
          </button>
        ))}
      </nav>
      {shown === 'map' ? <BoardMap /> : shown === 'hospitals' ? <Hospitals {...props} /> : <Units {...props} />}
    </section>
  )
})

/** The map of the board's own things; what is pressed there is chosen here, and the other way round. */
export function BoardMap() {
  const { board, pins } = useDesk()
  const { search, go } = useChoice()
  const asked = useSyncExternalStore(pins.subscribe, pins.state)
  const standing = useStanding()
  // It is laid out once, around all that there is when it opens.
  if (standing === 'waiting') return <WaitingPart />
  return (
    <Suspense fallback={<WaitingPart />}>
      <MapView
        things={board}
        pins={asked.pins}
        choosing={asked.choosing}
        onPlace={(key, point) => pins.take(key, writtenCoordinates(point))}
        onPlaced={() => pins.done()}
        onBack={() => pins.back()}
        chosen={search.panel === 'unit' ? { unit: search.unit } : { call: search.call }}
        onCall={call => go({ call, panel: 'call' })}
        onUnit={unit => go({ unit, panel: 'unit' })}
      />
    </Suspense>
  )
}
