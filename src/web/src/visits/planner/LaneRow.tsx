import { type CSSProperties, type KeyboardEvent, memo, type PointerEvent } from 'react'
import { useTranslation } from '../../platform/words/useTranslation'
import { BlockButton } from './BlockButton'
import { type Carried, spanOfCarried } from './carry'
import { type Against, stands } from './conflicts'
import styles from './day.module.css'
import { type Block, type Lane, legsOf, linesOf, minutesIn } from './lanes'
import { clockAt, type Hour, minute, type Span, shareOf, within, without } from './ruler'

interface Props {
  lane: Lane
  zone: string
  day: Span
  hours: readonly Hour[]
  /** The place that is being carried, wherever it is now. */
  lifted: number | null
  /** What would be put down here. */
  ghost: Carried | null
  against: readonly Against[] | null
  drawing: Span | null
  onDraw: (event: PointerEvent, therapist: number | null) => void
  onPress: (event: PointerEvent, block: Block) => void
  onOpen: (block: Block) => void
  onKey: (event: KeyboardEvent, block: Block) => void
}

/** One lane of the day: when somebody works, what they have to do, and the ways between. Another lane's news do not draw it again. */
export const LaneRow = memo(
  ({ lane, zone, day, hours, lifted, ghost, against, drawing, onDraw, onPress, onOpen, onKey }: Props) => {
    const { t } = useTranslation()
    const parts = lane.blocks.flatMap(block => {
      const part = within(block, day)
      return part ? [{ block, part }] : []
    })
    const { line, lines } = linesOf(parts.map(({ part }) => part))
    const lineOf = new Map(parts.map(({ block }, at) => [block.id, line[at] ?? 0]))
    const legs = lane.therapist === null ? [] : legsOf(lane.blocks)
    const place = (span: Span, at = 0) =>
      ({
        insetInlineStart: `${shareOf(span.from, day) * 100}%`,
        inlineSize: `${(shareOf(span.to, day) - shareOf(span.from, day)) * 100}%`,
        '--at': at,
      }) as CSSProperties
    const name = lane.therapist === null ? t('visit.nobody') : lane.name
    const shadow = ghost && within(spanOfCarried(ghost), day)
    const busy = minutesIn(parts.map(({ part }) => part))
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset would be read out with each visit
      <div
        role="group"
        aria-label={name}
        className={styles.lane}
        data-lane={lane.therapist ?? ''}
        data-nobody={lane.therapist === null ? '' : undefined}
        style={{ '--lines': lines } as CSSProperties}
      >
        <div className={styles.name}>
          <bdi>{name}</bdi>
          <span className={styles.soft}>
            {lane.away
              ? t('visit.away')
              : lane.therapist === null
                ? t('visit.count', { count: parts.length })
                : t('visit.minutes', { count: busy })}
          </span>
        </div>
        <div
          className={styles.track}
          data-track={lane.therapist ?? ''}
          data-away={lane.away ? '' : undefined}
          onPointerDown={event => onDraw(event, lane.therapist)}
        >
          {hours.map(one => (
            <span key={one.at} className={styles.hour} style={{ insetInlineStart: `${shareOf(one.at, day) * 100}%` }} />
          ))}
          {lane.works !== null &&
            without(lane.works, day).map(gap => <span key={gap.from} className={styles.off} style={place(gap)} aria-hidden />)}
          {legs.map(leg => {
            const part = within(leg, day)
            return part ? (
              <span
                key={leg.to_id}
                className={styles.leg}
                style={place(part, lineOf.get(leg.to_id))}
                data-short={leg.short ? '' : undefined}
                title={t('visit.leg', { count: Math.ceil(leg.needed / minute) })}
                aria-hidden
              />
            ) : null
          })}
          {parts.map(({ block, part }, index) => {
            const leg = legs.find(one => one.to_id === block.id && one.short)
            const short = leg && { needed: Math.ceil(leg.needed / minute), there: Math.floor((leg.to - leg.from) / minute) }
            return (
              <BlockButton
                key={block.id}
                block={block}
                zone={zone}
                name={name}
                style={place(part, line[index])}
                first={index === 0}
                lifted={lifted === block.id}
                short={short}
                before={part.before}
                after={part.after}
                onPress={onPress}
                onOpen={onOpen}
                onKey={onKey}
              />
            )
          })}
          {ghost && shadow && (
            <span
              className={styles.ghost}
              style={place(shadow)}
              data-against={against && against.length > 0 ? (stands(against) ? 'stands' : 'reason') : 'none'}
              aria-hidden
            >
              {clockAt(spanOfCarried(ghost).from, zone)}–{clockAt(spanOfCarried(ghost).to, zone)}
            </span>
          )}
          {drawing && (
            <span className={styles.ghost} style={place(drawing)} data-against="none" aria-hidden>
              {clockAt(drawing.from, zone)}–{clockAt(drawing.to, zone)}
            </span>
          )}
        </div>
      </div>
    )
  },
  (before, after) =>
    before.lane === after.lane &&
    before.zone === after.zone &&
    before.day.from === after.day.from &&
    before.ghost === after.ghost &&
    before.against === after.against &&
    before.drawing === after.drawing &&
    isIn(before.lane, before.lifted) === isIn(after.lane, after.lifted),
)

const isIn = (lane: Lane, lifted: number | null): number | null => (lane.blocks.some(block => block.id === lifted) ? lifted : null)
