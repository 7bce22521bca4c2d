import { IconAlertTriangle, IconClockExclamation } from '@tabler/icons-react'
import { type CSSProperties, type KeyboardEvent, memo, type PointerEvent } from 'react'
import { useTranslation } from '../../platform/words/useTranslation'
import { placeLook } from '../marks'
import styles from './block.module.css'
import { mayMove } from './carry'
import type { Block } from './lanes'
import { clockAt } from './ruler'

interface Props {
  block: Block
  zone: string
  /** Whose lane, as it is said. */
  name: string
  style?: CSSProperties
  /** The first of its lane can be reached by Tab, the others by the arrows. */
  first: boolean
  lifted: boolean
  /** Too little time to get there from the one before; in minutes. */
  short?: { needed: number; there: number } | undefined
  /** What began the day before, or lasts into the next. */
  before?: boolean
  after?: boolean
  /** Absent where nothing is moved. */
  onPress?: (event: PointerEvent, block: Block) => void
  onOpen: (block: Block) => void
  onKey?: (event: KeyboardEvent, block: Block) => void
}

/** Of a name that has no room: its first and its last letter that begins a word. */
const initials = (name: string): string => {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = [words[0], ...(words.length > 1 ? [words.at(-1)] : [])].map(word => [...(word ?? '')][0] ?? '')
  return letters.join('')
}

/** One therapist's part of a visit, where it lies. */
export const BlockButton = memo(({ block, zone, name, style, first, lifted, short, before, after, onPress, onOpen, onKey }: Props) => {
  const { t } = useTranslation()
  const { visit, place } = block
  const { icon: Picture, tone } = placeLook[place.state]
  const moves = onKey !== undefined && mayMove(visit)
  const time = `${clockAt(block.from, zone)}–${clockAt(block.to, zone)}${visit.late_minutes ? ` +${visit.late_minutes}` : ''}`
  const services = visit.services.map(one => one.name).join(', ')
  // Said, and not shown: the lane, the picture and the colours show it.
  const beside = [
    name,
    t(`visit.place_state.${place.state}`),
    visit.awaits_review ? t('visit.awaits_review') : '',
    visit.late_minutes ? t('visit.late', { count: visit.late_minutes }) : '',
    short ? t('visit.short', short) : '',
  ]
  return (
    <button
      type="button"
      className={styles.block}
      style={style}
      title={`${visit.client_name}, ${time}`}
      data-block={block.id}
      data-tone={tone}
      data-open={place.state === 'OPEN' ? '' : undefined}
      data-over={place.state === 'COMPLETED' ? '' : undefined}
      data-lifted={lifted ? '' : undefined}
      data-moves={moves ? '' : undefined}
      data-before={before ? '' : undefined}
      data-after={after ? '' : undefined}
      tabIndex={first ? 0 : -1}
      aria-keyshortcuts={moves ? 'M' : undefined}
      aria-haspopup="dialog"
      onPointerDown={event => onPress?.(event, block)}
      onClick={() => onOpen(block)}
      onKeyDown={event => onKey?.(event, block)}
    >
      <span className={styles.line}>
        <Picture size={14} aria-hidden className={styles.picture} />
        <bdi className={styles.client}>{visit.client_name}</bdi>
        <span className={styles.initials} aria-hidden>
          {initials(visit.client_name)}
        </span>
        {visit.awaits_review && <IconAlertTriangle size={14} aria-hidden className={styles.grave} />}
        {short && <IconClockExclamation size={14} aria-hidden className={styles.grave} />}
      </span>{' '}
      <span className={styles.soft}>
        {time} {services}
      </span>
      <span className="spoken">, {beside.filter(Boolean).join(', ')}</span>
    </button>
  )
})
