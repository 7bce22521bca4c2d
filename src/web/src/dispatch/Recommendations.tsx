import { Button, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconBuilding, IconClockExclamation } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { StatusMark } from '../fleet/StatusMark'
import { say } from '../platform/announce'
import { act } from '../platform/api'
import { useThing } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { type Problem, problemOf } from '../platform/problem'
import { useUser } from '../platform/session'
import { useProblemText } from '../platform/useProblemText'
import { focusList } from '../platform/VirtualList'
import type { CallView, RankedUnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { ActionDialog } from './ActionDialog'
import { PriorityMark } from './callMarks'
import { useDesk } from './desk'
import panel from './panel.module.css'
import { recommendation } from './recommendation'
import styles from './recommendations.module.css'

/** A call that waits is shown more choice than one that only might get a second unit. */
const most = 5
const fewOf = (call: CallView): number => (call.needs_unit ? most : 3)

/** The call for whose answer somebody waits, and what had the keyboard when they asked. */
let wanted: { call: number; from: Element | null } | null = null

/**
 * Gives the keyboard to the first recommended unit of a call: at once, or with the answer. Whoever presses something else meanwhile does
 * something else, and an answer without a unit ends the wait as well: the keyboard must never leave a field for a button that dispatches.
 */
export function askForRecommendations(call: number): void {
  wanted = { call, from: document.activeElement }
  document.addEventListener('keydown', giveUp, true)
  document.addEventListener('pointerdown', giveUp, true)
  requestAnimationFrame(() => giveKeyboard(call))
}

function giveUp(event: Event) {
  if (!(event instanceof globalThis.KeyboardEvent && event.repeat)) wanted = null
}

function giveKeyboard(call: number) {
  const answer = document.querySelector(`[data-answered="${call}"]`)
  if (wanted?.call !== call || !answer) return
  const { from } = wanted
  wanted = null
  if (document.activeElement === from || document.activeElement === document.body)
    answer.querySelector<HTMLElement>('[data-recommended]')?.focus()
}

/** The usable units for a call, ranked by the server, each with one button. Two keys: D, then Enter or the number. */
export function Recommendations({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const problemText = useProblemText('board.problem')
  const list = useRef<HTMLUListElement>(null)
  const [all, setAll] = useState(false)
  const [everyone, setEveryone] = useState(false)
  const [busy, setBusy] = useState<number | null>(null)
  // The order as it was when a hand or the keyboard came: nothing may change places under the finger that is about to press.
  const [order, setOrder] = useState<readonly number[] | null>(null)
  const { dispatch, override } = useDispatch(call)
  const few = fewOf(call)
  const may = call.actions.includes('dispatch')
  // An arrow key held down passes many calls: only the one where it rests is asked for.
  const [resting] = useDebouncedValue(call.id, 120)
  const { data, error, refetch, isPending } = useQuery({
    // One more than is shown says whether there are more.
    ...recommendation(call.id, everyone ? undefined : most + 1),
    enabled: may && resting === call.id,
    // Whoever asks for all of them keeps the first ones in sight.
    placeholderData: keepPreviousData,
    refetchInterval: order ? false : 10_000,
  })
  const ranked = data?.units ?? []
  const units = order ? inOrder(ranked, order) : ranked
  const stay = () => setOrder(held => held ?? units.map(unit => unit.unit_id))
  const shown = all ? units : units.slice(0, few)

  const isAnswered = !may || data !== undefined || error !== null
  useEffect(() => {
    if (isAnswered) giveKeyboard(call.id)
  }, [isAnswered, call.id])

  const send = async (unit: RankedUnitView) => {
    if (busy !== null) return
    const from = document.activeElement
    setBusy(unit.unit_id)
    try {
      const had = list.current
      const done = await dispatch(unit)
      // Whoever went elsewhere while the answer was on its way stays there: in the list a letter is a command.
      const at = document.activeElement
      if (done && (at === document.body || had?.contains(at) || at === from)) focusList('call')
    } finally {
      setBusy(null)
    }
  }

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[data-recommended]') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLElement)
    const chosen = /^[1-9]$/.test(event.key) ? shown[Number(event.key) - 1] : undefined
    if (chosen) void send(chosen)
    else if (event.key === 'ArrowDown') buttons[Math.min(at + 1, buttons.length - 1)]?.focus()
    else if (event.key === 'ArrowUp') buttons[Math.max(at - 1, 0)]?.focus()
    else return
    event.preventDefault()
  }

  return (
    <section aria-labelledby="recommended" className={styles.section} data-answered={isAnswered ? call.id : undefined}>
      <h3 id="recommended">{t('recommend.title')}</h3>
      {!may ? (
        <p className={panel.soft}>{t('recommend.closed')}</p>
      ) : error && !data ? (
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
          onFocus={stay}
          onBlur={() => setOrder(null)}
          onPointerEnter={stay}
          onPointerLeave={() => setOrder(null)}
        >
          {shown.map((unit, index) => (
            <Recommended key={unit.unit_id} unit={unit} number={index + 1} busy={busy === unit.unit_id} onDispatch={() => send(unit)} />
          ))}
        </ul>
      )}
      {(all || units.length > few) && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            setEveryone(true)
            setAll(!all)
          }}
          aria-expanded={all}
        >
          {all ? t('recommend.show_fewer') : t('recommend.show_all')}
        </Button>
      )}
      {override}
    </section>
  )
}

/** As they stood before, each with what is known now; who is new comes last. */
const inOrder = (units: readonly RankedUnitView[], order: readonly number[]): RankedUnitView[] => {
  const place = (unit: RankedUnitView) => (order.includes(unit.unit_id) ? order.indexOf(unit.unit_id) : order.length)
  return units.toSorted((one, other) => place(one) - place(other))
}

/** What sending it means: a free unit is dispatched, one on its way elsewhere is redirected, one at hospital gets the call as its next job. */
const verbs = { free: 'dispatch', unstaffed: 'dispatch', redirect: 'redirect', soon_free: 'next_job' } as const

/** Reasons that the row says in its own way already. */
const told = new Set(['arrival', 'level_met', 'redirect', 'stale_position', 'from_base', 'from_hospital'])

function Recommended({ unit, number, busy, onDispatch }: { unit: RankedUnitView; number: number; busy: boolean; onDispatch: () => void }) {
  const { t } = useTranslation()
  const { board } = useDesk()
  const live = useThing(board.units, unit.unit_id)
  const seconds = unit.arrival_seconds ?? unit.travel_seconds
  const time = seconds === null ? t('recommend.unknown_time') : t('recommend.minutes', { minutes: Math.max(1, Math.round(seconds / 60)) })
  const verb = verbs[unit.availability]
  const level = t(`level.${unit.level}`)
  return (
    <li className={styles.unit}>
      <span className={styles.number} aria-hidden>
        {number <= 9 ? number : ''}
      </span>
      <span className={styles.name}>{unit.unit_number}</span>
      <span className={styles.level}>{level}</span>
      <span className={styles.time}>
        {seconds !== null && <span className={styles.soft}>≈ </span>}
        {time}
      </span>
      <Button
        data-recommended
        size="compact-sm"
        variant={number === 1 ? 'filled' : 'default'}
        // Not false: that would prepare a motion, and listen for who wants none, for every button that never turns.
        loading={busy || undefined}
        onClick={onDispatch}
        aria-label={t(`recommend.${verb}_unit`, { unit: unit.unit_number, level, time })}
      >
        {t(`recommend.${verb}`)}
      </Button>
      <span className={styles.why}>
        {live && <StatusMark status={live.status} />}
        {unit.availability === 'redirect' && unit.call_priority && <PriorityMark priority={unit.call_priority} />}
        {unit.stale && unit.position_from === 'fix' && <Mark icon={IconClockExclamation} tone="medium" word={t('recommend.stale')} />}
        {unit.position_from && unit.position_from !== 'fix' && (
          <Mark icon={IconBuilding} tone="aside" word={t(`recommend.${unit.position_from}`)} />
        )}
        <span className={styles.reasons}>
          {unit.reasons
            .filter(({ reason }) => !told.has(reason))
            .map(({ text }) => text)
            .join(' · ')}
        </span>
      </span>
    </li>
  )
}

type Sent = Pick<RankedUnitView, 'unit_id' | 'unit_number' | 'availability' | 'response_id'>

const overrideAsks = [{ name: 'override_reason', as: 'line', required: true }] as const

/**
 * Sends a unit; when somebody was faster, says who holds it and asks for the ranking again. When only the staffing check speaks against
 * it, who may override that is asked why: `override` is that form, drawn by whoever sends.
 */
export function useDispatch(call: CallView) {
  const { t } = useTranslation()
  const { board } = useDesk()
  const problemText = useProblemText('board.problem')
  const queries = useQueryClient()
  const user = useUser()
  const [overriding, setOverriding] = useState<Sent | null>(null)
  const send = async (unit: Sent, reason: object): Promise<Problem | null> => {
    const words = { unit: unit.unit_number, call: call.call_id }
    const verb = verbs[unit.availability]
    try {
      if (verb === 'redirect' && unit.response_id !== null) {
        await act('responses', unit.response_id, 'redirect', { call_id: call.id })
        say(t('recommend.redirected', words))
      } else if (verb === 'next_job') {
        await act('units', unit.unit_id, 'next_job', { call_id: call.id })
        say(t('recommend.lined_up', words))
      } else {
        await act('calls', call.id, 'dispatch', { unit_id: unit.unit_id, ...reason })
        say(t('recommend.done', words))
      }
      return null
    } catch (failure) {
      const problem = problemOf(failure)
      const holder = problem.facts.holder as { call_id?: number; call?: string } | undefined
      const held = holder?.call ?? board.calls.get(holder?.call_id ?? 0)?.call_id
      say(
        problem.code === 'unit_held'
          ? t('recommend.held', { ...words, holder: held ? t('recommend.held_by', { call: held }) : '' })
          : t('action.refused', { action: `${t(`recommend.${verb}`)} ${unit.unit_number}`, reason: problemText(problem) }),
        'refused',
      )
      return problem
    } finally {
      void queries.invalidateQueries({ queryKey: ['recommendations', call.id] })
    }
  }
  const dispatch = async (unit: Sent): Promise<boolean> => {
    const problem = await send(unit, {})
    if (problem?.code === 'member_unlicensed' && verbs[unit.availability] === 'dispatch' && user?.permissions['staffing.override'])
      setOverriding(unit)
    return problem === null
  }
  const override = overriding && (
    <ActionDialog
      title={t('recommend.override', { unit: overriding.unit_number })}
      word={t('recommend.dispatch')}
      question={t('recommend.override_why')}
      asks={overrideAsks}
      about={{ call: call.id }}
      grave
      onClose={() => setOverriding(null)}
      onSend={reason => send(overriding, reason)}
    />
  )
  return { dispatch, override }
}
