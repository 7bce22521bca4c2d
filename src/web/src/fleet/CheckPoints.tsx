import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useLayoutEffect, useRef } from 'react'
import { say } from '../platform/announce'
import type { Problem } from '../platform/problem'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './checkPoints.module.css'

/** A point as it is edited; one that is not on the list yet has no code. */
export interface Point {
  code: string | null
  name: string
}

interface Props {
  points: readonly Point[]
  errors: Problem['errors']
  /** The points that the errors count: each keeps its own wherever it goes, until it is changed. */
  met: readonly Point[]
  onChange: (points: readonly Point[]) => void
}

const most = 100

/** The points of a list in the order in which a crew goes round: put in, taken out, renamed, moved. */
export function CheckPoints({ points, errors, met, onChange }: Props) {
  const { t } = useTranslation()
  const list = useRef<HTMLOListElement>(null)
  // What is moved takes the keyboard with it, and after what is taken out comes its neighbour.
  const next = useRef<string | null>(null)
  useLayoutEffect(() => {
    if (next.current === null) return
    list.current?.querySelector<HTMLElement>(next.current)?.focus()
    next.current = null
  })
  const move = (from: number, to: number) => {
    const point = points[from]
    if (!point) return
    const rest = points.filter((_, at) => at !== from)
    const edge = to === 0 ? 'down' : to === points.length - 1 ? 'up' : from < to ? 'down' : 'up'
    next.current = `[data-at="${to}"] [data-do="${edge}"]`
    onChange([...rest.slice(0, to), point, ...rest.slice(to)])
    say(t('admin.check.moved', { name: point.name, place: to + 1, count: points.length }))
  }
  const remove = (index: number) => {
    next.current = `[data-at="${Math.min(index, points.length - 2)}"] input`
    onChange(points.filter((_, at) => at !== index))
  }
  const add = () => {
    next.current = `[data-at="${points.length}"] input`
    onChange([...points, { code: null, name: '' }])
  }
  const errorOf = (point: Point) => {
    const at = met.indexOf(point)
    return errors[`points[${at}].name`]?.[0] ?? errors[`points[${at}].code`]?.[0]
  }
  const whole = errors.points?.[0]
  return (
    <fieldset className={styles.points} aria-invalid={whole !== undefined}>
      <legend>{t('admin.check.points')}</legend>
      <ol ref={list} className={styles.list}>
        {points.map((point, index) => {
          const called = point.name || t('admin.check.number', { number: index + 1 })
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: what is moved is the point; its row, and the keyboard in it, stay when it is saved
            <li key={index} data-at={index}>
              <TextInput
                aria-label={t('admin.check.number', { number: index + 1 })}
                value={point.name}
                maxLength={120}
                autoComplete="off"
                dir="auto"
                error={errorOf(point)}
                onChange={event => onChange(points.map((one, at) => (at === index ? { ...one, name: event.currentTarget.value } : one)))}
              />
              <ActionIcon
                variant="default"
                size="lg"
                data-do="up"
                disabled={index === 0}
                aria-label={t('admin.check.up', { name: called })}
                onClick={() => move(index, index - 1)}
              >
                <IconArrowUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="default"
                size="lg"
                data-do="down"
                disabled={index === points.length - 1}
                aria-label={t('admin.check.down', { name: called })}
                onClick={() => move(index, index + 1)}
              >
                <IconArrowDown size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="default"
                size="lg"
                disabled={points.length === 1}
                aria-label={t('admin.check.remove', { name: called })}
                onClick={() => remove(index)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </li>
          )
        })}
      </ol>
      {whole && (
        <p className={styles.error} role="alert">
          {whole}
        </p>
      )}
      {points.length < most && (
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          {t('admin.check.add')}
        </Button>
      )}
    </fieldset>
  )
}
