import '@mantine/charts/styles.css'
import { CompositeChart, LineChart } from '@mantine/charts'
import type { PictureProps } from './Picture'
import { ticksTo } from './ticks'

type Props = Omit<PictureProps, 'as' | 'caption'>

// What the table says already is not for the keyboard a second time.
const quiet = { accessibilityLayer: false }

const shared = {
  h: 320,
  dataKey: 'at',
  withLegend: true,
  gridColor: 'var(--line)',
  textColor: 'var(--ink)',
  tooltipAnimationDuration: 0,
}

/** Bars side by side, targets as dashed lines across them; a target far above all bars lies outside, so that the bars can be told apart. */
export function Bars({ data, series, unit, limit }: Props) {
  const of = (target: boolean) =>
    data.flatMap(row => series.filter(one => (one.target ?? false) === target).map(one => Number(row[one.name] ?? 0)))
  const highest = Math.max(...of(false), 0)
  const ticks = ticksTo(Math.max(highest, ...[...of(true), limit?.at ?? 0].filter(target => target <= highest * 2)))
  return (
    <CompositeChart
      {...shared}
      data={[...data]}
      unit={unit}
      referenceLines={limit ? [{ y: limit.at, label: limit.label, color: 'var(--ink)', strokeDasharray: '6 4' }] : []}
      curveType="step"
      composedChartProps={quiet}
      barProps={{ isAnimationActive: false, maxBarSize: 48, stroke: 'var(--ink)', strokeWidth: 0.5 }}
      lineProps={{ isAnimationActive: false }}
      {...(highest === 0 ? {} : { yAxisProps: { domain: [0, ticks.at(-1) ?? 0], ticks: [...ticks], allowDataOverflow: true } })}
      withPointLabels={false}
      maxBarWidth={48}
      series={series.map(({ name, label, color, target }) => ({
        name,
        label,
        color,
        type: target ? 'line' : 'bar',
        ...(target ? { strokeDasharray: '6 4' } : {}),
      }))}
    />
  )
}

/** Lines over time; each has a dash of its own, so that colour says nothing alone. */
export function Lines({ data, series, unit }: Props) {
  return (
    <LineChart
      {...shared}
      data={[...data]}
      unit={unit}
      curveType="linear"
      connectNulls={false}
      lineChartProps={quiet}
      lineProps={{ isAnimationActive: false }}
      withDots={data.length <= 62}
      series={series.map(({ name, label, color, dash, target }) => ({
        name,
        label,
        color,
        ...(target ? { strokeDasharray: '2 4' } : dash ? { strokeDasharray: dash } : {}),
      }))}
    />
  )
}
