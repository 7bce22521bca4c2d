import { Button, useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { MapTools } from './MapTools'
import 'maplibre-gl/dist/maplibre-gl.css'
import { useEffect, useRef, useState } from 'react'
import { type Pin, pointOf } from '../dispatch/pins'
import { answered, api } from '../platform/api'
import { WaitingPart } from '../platform/Interlude'
import { useTranslation } from '../platform/words/useTranslation'
import { MarkSheet } from './MarkSheet'
import styles from './map.module.css'
import { MapPicture, type Point, type Shown, type Things } from './picture'

interface Props {
  things: Things
  chosen: Shown
  /** The places that open forms ask for, as their fields hold them, and the one that is being chosen. */
  pins: readonly Pin[]
  choosing: Pin | null
  onCall: (id: number) => void
  onUnit: (id: number) => void
  onPlace: (key: string, point: Point) => void
  onPlaced: () => void
  onBack: () => void
}

/** Where calls, units, hospitals and stations are. A second way to see and choose what the lists hold, never the only one. */
export function MapView({ things, chosen, pins, choosing, onCall, onUnit, onPlace, onPlaced, onBack }: Props) {
  const { t } = useTranslation()
  const dark = useComputedColorScheme('dark', { getInitialValueInEffect: false }) === 'dark'
  const { data: ground, isError } = useQuery({
    queryKey: ['map'],
    queryFn: ({ signal }) => answered(api.GET('/api/map', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const host = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const press = useRef({ onCall, onUnit, onPlace, onPlaced })
  const [picture, setPicture] = useState<MapPicture | null>(null)
  const [drawn, setDrawn] = useState(false)
  const [failed, setFailed] = useState(false)
  const [bare, setBare] = useState(false)
  press.current = { onCall, onUnit, onPlace, onPlaced }

  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme is another set of inks, and so another picture
  useEffect(() => {
    if (!host.current || !sheet.current || (!ground && !isError)) return
    let open: MapPicture | null = null
    let gone = false
    setFailed(false)
    setBare(false)
    MapPicture.open(host.current, sheet.current, ground ?? { ground: 'PLAIN', url: null }, things, {
      call: id => press.current.onCall(id),
      unit: id => press.current.onUnit(id),
      place: (key, point) => press.current.onPlace(key, point),
      placed: () => press.current.onPlaced(),
      label: t('map.canvas'),
      drawn: () => setDrawn(true),
      bare: () => setBare(true),
    }).then(
      opened => {
        open = opened
        if (gone) opened.close()
        else setPicture(opened)
      },
      () => {
        if (!gone) setFailed(true)
      },
    )
    return () => {
      gone = true
      open?.close()
      setPicture(null)
      setDrawn(false)
    }
  }, [ground, isError, things, dark, t])

  const { call, unit } = chosen
  useEffect(() => picture?.choose({ call, unit }), [picture, call, unit])

  const sought = choosing?.key ?? null
  useEffect(
    () =>
      picture?.seek(
        pins.map(pin => ({ key: pin.key, label: t('map.marker', { what: pin.label }), point: pointOf(pin) })),
        sought,
      ),
    [picture, pins, sought, t],
  )

  return (
    <div className={styles.map}>
      <div ref={host} className={styles.canvas} data-drawn={drawn} />
      <MarkSheet ref={sheet} />
      {!picture && !failed && <WaitingPart />}
      {failed && <p className={styles.failed}>{t('map.failed')}</p>}
      {bare && (
        <p role="status" className={styles.bare}>
          {t('map.bare')}
        </p>
      )}
      {choosing && (
        <>
          {picture && <span className={styles.cross} aria-hidden />}
          <div className={styles.choosing}>
            <p role="status">{t('map.choosing', { what: choosing.label })}</p>
            {picture && (
              <Button size="compact-md" onClick={() => picture.takeCentre()}>
                {t('map.take_centre')}
              </Button>
            )}
            {pointOf(choosing) && (
              <Button variant="default" size="compact-md" onClick={onPlaced}>
                {t('map.placed')}
              </Button>
            )}
            <Button variant="default" size="compact-md" onClick={onBack}>
              {t('back')}
            </Button>
          </div>
        </>
      )}
      {picture && <MapTools map={picture} />}
    </div>
  )
}
