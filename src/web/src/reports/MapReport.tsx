import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useRef, useState } from 'react'
import { answered, api } from '../platform/api'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { problemOf } from '../platform/problem'
import type { MapCell, Priority } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { time } from './IntervalsReport'
import { priorities } from './intervals'
import type { Asked } from './ReportsPage'
import styles from './responseMap.module.css'
import { percent } from './span'
import { placeOf, type Standing, sides, standingLook, standingOf, standings } from './squares'

const ResponseMap = lazy(() => import('./ResponseMap').then(map => ({ default: map.ResponseMap })))

interface Props {
  asked: Asked
  priority: string | undefined
  cell: string | undefined
  onChange: (change: { priority?: string; cell?: string }) => void
}

/** Where help comes late: the response times of the days in squares, on a map and, the same, in a table. */
export function MapReport({ asked: { from, to }, priority, cell, onChange }: Props) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'map', from, to, priority, cell],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/reports/map', {
          params: {
            query: { from, to, ...(priority ? { priority: priority as Priority } : {}), ...(cell ? { cell: Number(cell) } : {}) },
          },
          signal,
        }),
      ),
  })
  const size = (metres: number) =>
    metres < 1000 ? t('reports.map.metres', { size: metres }) : t('reports.map.kilometres', { size: metres / 1000 })
  return (
    <Part title={t('reports.map.title')}>
      <div className={filters.filters}>
        <NativeSelect
          label={t('field.priority')}
          value={priority ?? ''}
          onChange={event => onChange({ priority: event.currentTarget.value })}
          data={[{ value: '', label: t('admin.any') }, ...priorities.map(each => ({ value: each, label: t(`priority.${each}`) }))]}
        />
        <NativeSelect
          label={t('reports.map.size')}
          value={cell ?? ''}
          onChange={event => onChange({ cell: event.currentTarget.value })}
          data={[{ value: '', label: t('reports.map.size_auto') }, ...sides.map(each => ({ value: String(each), label: size(each) }))]}
        />
      </div>
      {error ? (
        problemOf(error).errors.cell ? (
          <p role="alert">{t('reports.map.too_many')}</p>
        ) : (
          <Failed problem={error} onAgain={refetch} />
        )
      ) : !data ? (
        <Loading lines={10} />
      ) : (
        <>
          <p className={styles.caption}>
            {t('reports.map.caption', {
              size: size(data.cell),
              calls: data.items.reduce((sum, square) => sum + square.count, 0),
              left_out: data.left_out,
              without_place: data.without_place,
            })}{' '}
            {t('reports.map.privacy', { fewest: data.fewest })}
          </p>
          {data.items.length === 0 ? (
            <p>{t('reports.none')}</p>
          ) : (
            <Squares key={`${from} ${to} ${priority} ${cell}`} squares={data.items} fewest={data.fewest} />
          )}
        </>
      )}
    </Part>
  )
}

function Squares({ squares, fewest }: { squares: readonly MapCell[]; fewest: number }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<number | null>(null)
  const picture = useRef<HTMLDivElement>(null)
  const word = (standing: Standing) => t(`reports.map.standing.${standing}`, { fewest })
  const mark = (standing: Standing) => <Mark icon={standingLook[standing].icon} tone={standingLook[standing].tone} word={word(standing)} />
  const here = new Set(squares.map(standingOf))
  const said = (square: MapCell | undefined): string => {
    if (!square) return t('reports.map.choose')
    const facts = { place: placeOf(square), calls: square.count }
    return square.p90 === null
      ? t('reports.map.said_few', facts)
      : t('reports.map.said', {
          ...facts,
          standing: word(standingOf(square)),
          p50: time(square.p50),
          p90: time(square.p90),
          share: percent(square.in_target),
        })
  }
  return (
    <>
      <ul className={styles.legend} aria-label={t('reports.map.legend')}>
        {standings
          .filter(standing => here.has(standing))
          .map(standing => (
            <li key={standing} data-tone={standingLook[standing].tone}>
              <span
                className={styles.swatch}
                data-hatching={standingLook[standing].hatching}
                data-faint={standing === 'few' || undefined}
              />
              {mark(standing)}
            </li>
          ))}
      </ul>
      <div ref={picture} className={styles.picture}>
        <Suspense fallback={<Loading lines={10} />}>
          <ResponseMap squares={squares} chosen={chosen} onChoose={setChosen} />
        </Suspense>
      </div>
      <p className={styles.said} role="status">
        {said(chosen === null ? undefined : squares[chosen])}
      </p>
      <PlainTable
        label={t('reports.map.title')}
        rows={squares}
        keyOf={placeOf}
        empty=""
        columns={[
          {
            head: t('reports.map.place'),
            cell: square => (
              <Button
                size="compact-sm"
                variant={squares[chosen ?? -1] === square ? 'filled' : 'default'}
                aria-label={t('reports.map.show', { place: placeOf(square) })}
                aria-pressed={squares[chosen ?? -1] === square}
                onClick={() => {
                  setChosen(squares.indexOf(square))
                  picture.current?.scrollIntoView({ block: 'nearest' })
                }}
              >
                <bdi dir="ltr">{placeOf(square)}</bdi>
              </Button>
            ),
          },
          { head: t('reports.count'), cell: square => square.count, number: true },
          { head: 'P50', cell: square => time(square.p50), number: true },
          { head: 'P90', cell: square => time(square.p90), number: true },
          { head: t('reports.map.of_target'), cell: square => percent(square.of_target), number: true },
          { head: t('reports.in_target'), cell: square => percent(square.in_target), number: true },
          { head: t('reports.map.against'), cell: square => mark(standingOf(square)) },
        ]}
      />
    </>
  )
}
