import { type CSSProperties, type PointerEvent as Pressed, useLayoutEffect, useRef, useState } from 'react'
import { now, useAtNow } from '../../platform/clock'
import { useSteady } from '../../platform/useSteady'
import { useTranslation } from '../../platform/words/useTranslation'
import { pressedInDay } from './carry'
import styles from './day.module.css'
import { LaneRow } from './LaneRow'
import type { Block, Lane } from './lanes'
import { clockAt, dayOf, hour, hoursOf, minute, type Span, shareOf, shareOfPointer, snapped, timeAt, within } from './ruler'
import { useBlockKeys } from './useBlockKeys'
import type { Carry } from './useCarry'
import { fromRight, type Spot, usePointer } from './usePointer'

interface Props {
  day: string
  zone: string
  lanes: readonly Lane[]
  carry: Carry
  onOpen: (visit: number) => void
  /** Free time was drawn over: somebody is to come then. */
  onFree: (therapist: number | null, span: Span) => void
}

/** Shorter than this is a press beside something, not a visit. */
const shortest = 10 * minute

/** A day's lanes: one for what nobody has, then one a therapist; an hour is a width. */
export function DayPlan({ day, zone, lanes, carry, onOpen, onFree }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const span = dayOf(day, zone)
  const hours = hoursOf(span, zone)
  const [drawing, setDrawing] = useState<(Span & { therapist: number | null }) | null>(null)

  const spotAt = (x: number, y: number): Spot | null => {
    const track = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-track]')
    if (!track) return null
    const { track: of = '' } = track.dataset
    return {
      therapist: of === '' ? null : Number(of),
      time: span.from + shareOfPointer(x, track.getBoundingClientRect(), fromRight()) * (span.to - span.from),
    }
  }
  // What began the evening before may begin there still: who takes its end to another lane does not move it.
  const { press, wasDragged } = usePointer(carry, box, spotAt, (block, spot, grabbed) =>
    Math.min(Math.max(snapped(spot.time - grabbed), Math.min(span.from, block.from)), span.to - shortest),
  )
  const key = useBlockKeys(carry, (carried, direction, far) => pressedInDay(carried, direction, far, lanes, span), box)
  const open = useSteady(({ visit }: Block) => {
    if (!wasDragged() && carry.carried?.by !== 'keys') onOpen(visit.id)
  })

  // A day begins in sight where somebody begins; today shows what is now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another day is looked at anew
  useLayoutEffect(() => {
    const scroller = box.current
    if (!scroller) return
    // What began the evening before is no reason to look at the night, nor is who works around the clock.
    const begins = lanes.flatMap(lane => [...lane.blocks, ...(lane.works ?? [])].flatMap(one => within(one, span) ?? []))
    const first = Math.min(...begins.flatMap(one => (one.before || one.from === span.from ? [] : [one.from])), span.to)
    const begin = first >= span.to ? span.from + 7 * hour : first
    const from = within({ from: now(), to: now() + 1 }, span) ? Math.max(begin, now() - 2 * hour) : begin
    const width = scroller.scrollWidth - (scroller.querySelector<HTMLElement>('[data-corner]')?.offsetWidth ?? 0)
    const at = Math.max(0, shareOf(from - hour / 2, span)) * width
    scroller.scrollTo({ left: fromRight() ? -at : at })
  }, [day, zone])

  const draw = useSteady((event: Pressed, therapist: number | null) => {
    const track = event.currentTarget as HTMLElement
    // A finger scrolls; what lies on the track has its own press.
    if (event.button !== 0 || event.pointerType === 'touch' || event.target !== track) return
    const at = (x: number) => timeAt(Math.min(Math.max(shareOfPointer(x, track.getBoundingClientRect(), fromRight()), 0), 1), span)
    const begun = at(event.clientX)
    let drawn: Span = { from: begun, to: begun }
    const move = ({ clientX }: PointerEvent) => {
      const to = at(clientX)
      drawn = { from: Math.min(begun, to), to: Math.max(begun, to) }
      setDrawing({ therapist, ...drawn })
    }
    const leave = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', leave)
      window.removeEventListener('keydown', back)
      setDrawing(null)
    }
    const end = () => {
      leave()
      if (drawn.to - drawn.from >= shortest) onFree(therapist, drawn)
    }
    const back = (pressed: KeyboardEvent) => pressed.key === 'Escape' && leave()
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', leave)
    window.addEventListener('keydown', back)
  })

  const { carried } = carry
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has only a keyboard scrolls it with the arrows
    <section ref={box} className={styles.box} aria-label={t('visit.day')} tabIndex={0} data-carrying={carried ? '' : undefined}>
      <div className={styles.plan} style={{ '--hours': (span.to - span.from) / hour } as CSSProperties}>
        <div className={styles.head} aria-hidden>
          <div className={styles.corner} data-corner />
          <div className={styles.hours}>
            {hours.map(one => (
              <span key={one.at} style={{ insetInlineStart: `${shareOf(one.at, span) * 100}%` }} data-again={one.again ? '' : undefined}>
                {one.clock}
              </span>
            ))}
            <NowMark day={span} zone={zone} />
          </div>
        </div>
        {lanes.map(lane => (
          <LaneRow
            key={lane.therapist ?? 0}
            lane={lane}
            zone={zone}
            day={span}
            hours={hours}
            lifted={carried?.block.id ?? null}
            ghost={carried && carried.therapist === lane.therapist ? carried : null}
            against={carried && carried.therapist === lane.therapist ? carry.against : null}
            drawing={drawing && drawing.therapist === lane.therapist ? drawing : null}
            onDraw={draw}
            onPress={press}
            onOpen={open}
            onKey={key}
          />
        ))}
      </div>
    </section>
  )
}

/** Where the day is now. */
function NowMark({ day, zone }: { day: Span; zone: string }) {
  const at = useAtNow(time => Math.floor(time / minute) * minute)
  if (at < day.from || at >= day.to) return null
  return (
    <span className={styles.now} style={{ insetInlineStart: `${shareOf(at, day) * 100}%` }}>
      {clockAt(now(), zone)}
    </span>
  )
}
