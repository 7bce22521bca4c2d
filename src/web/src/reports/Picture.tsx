import { type ComponentType, lazy, Suspense } from 'react'
import { Loading } from '../platform/Loading'
import styles from './reports.module.css'

const Charts = {
  bars: lazy(() => import('./charts').then(charts => ({ default: charts.Bars }))),
  lines: lazy(() => import('./charts').then(charts => ({ default: charts.Lines }))),
}

export interface Series {
  name: string
  label: string
  color: string
  /** A dashed line instead of a bar or a drawn line: a target. */
  target?: boolean
  dash?: string
}

export interface PictureProps {
  as: keyof typeof Charts
  data: readonly Record<string, string | number | null>[]
  series: readonly Series[]
  unit: string
  /** One line across the whole picture. */
  limit?: { at: number; label: string }
  caption: string
}

/** A chart; it shows nothing that the table under it does not say, so screen readers pass it over, and where there is nothing the table says so. */
export function Picture({ as, caption, ...chart }: PictureProps) {
  const bare = !chart.data.some(row => chart.series.some(one => !one.target && row[one.name] != null))
  const Chart = Charts[as] as ComponentType<Omit<PictureProps, 'as' | 'caption'>>
  return (
    <>
      {caption && <p className={styles.caption}>{caption}</p>}
      {!bare && (
        <figure className={styles.picture} aria-hidden="true" dir="ltr">
          <Suspense fallback={<Loading lines={6} />}>
            <Chart {...chart} />
          </Suspense>
        </figure>
      )}
    </>
  )
}
