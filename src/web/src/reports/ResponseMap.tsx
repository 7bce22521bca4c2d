import { useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { MapTools } from '../map/MapTools'
import 'maplibre-gl/dist/maplibre-gl.css'
import { useEffect, useRef, useState } from 'react'
import { answered, api } from '../platform/api'
import { WaitingPart } from '../platform/Interlude'
import type { MapCell } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './responseMap.module.css'
import { SquareMap } from './squareMap'

interface Props {
  squares: readonly MapCell[]
  chosen: number | null
  onChoose: (square: number) => void
}

/** The squares of the report on the ground that lies under every map of the product. */
export function ResponseMap({ squares, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  const dark = useComputedColorScheme('dark', { getInitialValueInEffect: false }) === 'dark'
  const { data: ground, isError } = useQuery({
    queryKey: ['map'],
    queryFn: ({ signal }) => answered(api.GET('/api/map', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const host = useRef<HTMLDivElement>(null)
  const press = useRef(onChoose)
  const [map, setMap] = useState<SquareMap | null>(null)
  const [drawn, setDrawn] = useState(false)
  const [failed, setFailed] = useState(false)
  press.current = onChoose

  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme is another set of inks, and so another map
  useEffect(() => {
    if (!host.current || (!ground && !isError)) return
    let open: SquareMap | null = null
    let gone = false
    setFailed(false)
    const words = {
      canvas: t('reports.map.canvas'),
      scroll: (key: string) => t('reports.map.scroll_with', { key }),
      fingers: t('reports.map.two_fingers'),
    }
    SquareMap.open(host.current, ground ?? { ground: 'PLAIN', url: null }, words, square => press.current(square)).then(
      opened => {
        open = opened
        if (gone) opened.close()
        else setMap(opened)
      },
      () => setFailed(true),
    )
    return () => {
      gone = true
      open?.close()
      setMap(null)
    }
  }, [ground, isError, dark, t])

  useEffect(() => {
    let gone = false
    setDrawn(false)
    void map?.show(squares).then(() => gone || setDrawn(true))
    return () => {
      gone = true
    }
  }, [map, squares])
  useEffect(() => map?.choose(chosen), [map, chosen])

  return (
    <div className={styles.map}>
      <div ref={host} className={styles.canvas} data-drawn={drawn} />
      {!map && !failed && <WaitingPart />}
      {failed && <p className={styles.failed}>{t('map.failed')}</p>}
      {map && <MapTools map={map} />}
    </div>
  )
}
