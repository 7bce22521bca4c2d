import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from '../../platform/words/useTranslation'
import { BlockButton } from './BlockButton'
import { type Lane, legsOf } from './lanes'
import styles from './list.module.css'
import { clockAt, dayOf, minute, within, without } from './ruler'

interface Props {
  day: string
  zone: string
  lanes: readonly Lane[]
  onOpen: (visit: number) => void
  onNew: (therapist: number | null) => void
}

/** A day on a phone: who has what, one after the other. What is moved is moved by its sheet. */
export function VisitList({ day, zone, lanes, onOpen, onNew }: Props) {
  const { t } = useTranslation()
  const span = dayOf(day, zone)
  return (
    <ul className={styles.lanes} aria-label={t('visit.day')}>
      {lanes.map(lane => {
        const parts = lane.blocks.flatMap(block => within(block, span) ?? []).length
        const off = lane.works !== null && without(lane.works, span).some(gap => gap.from === span.from && gap.to === span.to)
        // Who does not work and has nothing to do is no news.
        if (parts === 0 && (off || lane.therapist === null)) return null
        const name = lane.therapist === null ? t('visit.nobody') : lane.name
        const legs = legsOf(lane.blocks)
        const works = (lane.works ?? []).flatMap(one => within(one, span) ?? [])
        return (
          <li key={lane.therapist ?? 0}>
            <div className={styles.head}>
              <h2>
                <bdi>{name}</bdi>
              </h2>
              <span className={styles.soft}>
                {lane.away ? t('visit.away') : works.map(one => `${clockAt(one.from, zone)}–${clockAt(one.to, zone)}`).join(', ')}
              </span>
              {lane.therapist !== null && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t('visit.new_for', { name })}
                  onClick={() => onNew(lane.therapist)}
                  leftSection={<IconPlus size={14} aria-hidden />}
                >
                  {t('visit.new')}
                </Button>
              )}
            </div>
            {lane.blocks.map(block => {
              const part = within(block, span)
              const leg = lane.therapist === null ? undefined : legs.find(one => one.to_id === block.id && one.short)
              return (
                part && (
                  <BlockButton
                    key={block.id}
                    block={block}
                    zone={zone}
                    name={name}
                    first
                    lifted={false}
                    short={leg && { needed: Math.ceil(leg.needed / minute), there: Math.floor((leg.to - leg.from) / minute) }}
                    before={part.before}
                    after={part.after}
                    onOpen={({ visit }) => onOpen(visit.id)}
                  />
                )
              )
            })}
          </li>
        )
      })}
    </ul>
  )
}
