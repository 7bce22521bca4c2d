import { Button, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconBuilding, IconClockExclamation, IconCornerUpRight, IconHourglass } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusMark } from '../fleet/marks'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { useThing } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { Problem } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import { focusList } from '../platform/VirtualList'
import type { CallView, RecommendedUnit } from '../platform/wire'
import { useDesk } from './desk'
import panel from './panel.module.css'
import styles from './recommendations.module.css'

const few = 5
let wanted = false

/** Gives the keyboard to the first recommended unit: at once, or as soon as the answer is there. */
export function askForRecommendations(): void {
  wanted = true
  requestAnimationFrame(takeKeyboard)
}

function takeKeyboard() {
  const first = document.querySelector<HTMLElement>('[data-recommended]')
  if (!wanted || !first) return
  wanted = false
  first.focus()
}

/** The usable units for a call, ranked by the server, each with one button. Two keys: D, then Enter or the number. */
export function Recommendations({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const list = useRef<HTMLUListElement>(null)
  const [all, setAll] = useState(false)
  const [busy, setBusy] = useState<number | null>(null)
  const [inside, setInside] = useState(false)
  const dispatch = useDispatch(call)
  const may = call.actions.includes('dispatch')
  // An arrow key held down passes many calls: only the one where it rests is asked for.
  const [resting] = useDebouncedValue(call.id, 120)
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['recommendations', call.id],
    queryFn: ({ signal }) => answered(api.GET('/api/calls/{id}/recommendations', { params: { path: { id: call.id } }, signal })),
    enabled: may && resting === call.id,
    // Nothing may change places under the finger that is about to press.
    refetchInterval: inside ? false : 10_000,
  })
  const units = data?.units ?? []

  useEffect(() => {
    if (data) takeKeyboard()
  }, [data])

  const send = async (unit: RecommendedUnit) => {
    if (busy !== null) return
    setBusy(unit.unit_id)
    const done = await dispatch(unit)
    setBusy(null)
    if (done) focusList('call')
  }

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[data-recommended]') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLElement)
    const chosen = /^[1-9]$/.test(event.key) ? units[Number(event.key) - 1] : undefined
    if (chosen) void send(chosen)
    else if (event.key === 'ArrowDown') buttons[Math.min(at + 1, buttons.length - 1)]?.focus()
    else if (event.key === 'ArrowUp') buttons[Math.max(at - 1, 0)]?.focus()
    else return
    event.preventDefault()
  }

  return (
    <section aria-labelledby="recommended" className={styles.section}>
      <h3 id="recommended">{t('recommend.title')}</h3>
      {!may ? (
        <p className={panel.soft}>{t('recommend.closed')}</p>
      ) : error ? (
        <div className={styles.failed} role="alert">
          <p>
            {t('recommend.failed')}. {problemText(error)}
          </p>
          <Button size="compact-sm" variant="default" onClick={() => refetch()}>
            {t('retry')}
          </Button>
        </div>
      ) : isPending ? (
        <div aria-busy="true">
          {Array.from({ length: few }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: equal rows that never move
            <Skeleton key={row} height="2.75rem" mb={1} radius={0} />
          ))}
        </div>
      ) : units.length === 0 ? (
        <p className={panel.soft}>
          <strong>{t('recommend.none')}.</strong> {t('recommend.none_help')}
        </p>
      ) : (
        <ul
          ref={list}
          className={styles.list}
          onKeyDown={press}
          onFocus={() => setInside(true)}
          onBlur={() => setInside(false)}
          onPointerEnter={() => setInside(true)}
          onPointerLeave={() => setInside(false)}
        >
          {(all ? units : units.slice(0, few)).map((unit, index) => (
            <Recommended key={unit.unit_id} unit={unit} number={index + 1} busy={busy === unit.unit_id} onDispatch={() => send(unit)} />
          ))}
        </ul>
      )}
      {units.length > few && (
        <Button size="compact-sm" variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('recommend.show_fewer') : t('recommend.show_all', { count: units.length })}
        </Button>
      )}
    </section>
  )
}

function Recommended({ unit, number, busy, onDispatch }: { unit: RecommendedUnit; number: number; busy: boolean; onDispatch: () => void }) {
  const { t } = useTranslation()
  const { board } = useDesk()
  const live = useThing(board.units, unit.unit_id)
  const time = t('recommend.minutes', { minutes: Math.max(1, Math.round(unit.seconds / 60)) })
  return (
    <li className={styles.unit}>
      <span className={styles.number} aria-hidden>
        {number <= 9 ? number : ''}
      </span>
      <span className={styles.name}>{unit.unit_number}</span>
      <span className={styles.level}>{t(`level.${unit.level}`)}</span>
      <span className={styles.time}>
        {unit.estimate && <span className={styles.soft}>≈ </span>}
        {time}
      </span>
      <Button
        data-recommended
        size="compact-sm"
        variant={number === 1 ? 'filled' : 'default'}
        loading={busy}
        onClick={onDispatch}
        aria-label={t('recommend.dispatch_unit', { unit: unit.unit_number, level: t(`level.${unit.level}`), time })}
      >
        {t('recommend.dispatch')}
      </Button>
      <span className={styles.why}>
        {live && <StatusMark status={live.status} />}
        {unit.availability === 'soon_free' && <Mark icon={IconHourglass} tone="medium" word={t('recommend.soon_free')} />}
        {unit.availability === 'redirect' && <Mark icon={IconCornerUpRight} tone="high" word={t('recommend.redirect')} />}
        {unit.stale && <Mark icon={IconClockExclamation} tone="medium" word={t('recommend.stale')} />}
        {unit.position_from === 'base' && <Mark icon={IconBuilding} tone="aside" word={t('recommend.base')} />}
        <span className={styles.reasons}>{unit.reasons.join(' · ')}</span>
      </span>
    </li>
  )
}

/** Sends a unit; when somebody was faster, says who holds it and asks for the ranking again. */
export function useDispatch(call: CallView) {
  const { t } = useTranslation()
  const { board } = useDesk()
  const problemText = useProblemText()
  const queries = useQueryClient()
  return async ({ unit_id, unit_number }: { unit_id: number; unit_number: string }): Promise<boolean> => {
    try {
      await answered(api.POST('/api/calls/{id}/dispatch', { params: { path: { id: call.id } }, body: { unit_id }, headers: pressed() }))
      say(t('recommend.done', { unit: unit_number, call: call.call_id }))
      return true
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      const holder = problem.facts.holder as { call_id?: number; call?: string } | undefined
      const held = holder?.call ?? board.calls.get(holder?.call_id ?? 0)?.call_id
      say(
        problem.code === 'unit_held'
          ? t('recommend.held', { unit: unit_number, holder: held ? t('recommend.held_by', { call: held }) : '' })
          : t('action.refused', { action: `${t('recommend.dispatch')} ${unit_number}`, reason: problemText(problem) }),
        'refused',
      )
      return false
    } finally {
      void queries.invalidateQueries({ queryKey: ['recommendations', call.id] })
    }
  }
}
