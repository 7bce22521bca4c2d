import { useDebouncedValue } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { say } from '../../platform/announce'
import { act } from '../../platform/api'
import { now } from '../../platform/clock'
import { inTurn } from '../../platform/inTurn'
import { type Problem, problemOf } from '../../platform/problem'
import { useProblemText } from '../../platform/useProblemText'
import type { AppointmentView } from '../../platform/wire'
import { useTranslation } from '../../platform/words/useTranslation'
import { dayName, wall } from '../../platform/zones'
import { findingsOf, useFindingText } from '../findings'
import { soughtOf, useCandidates, visitKey } from '../reads'
import { type Carried, heard, isHome, spanOfCarried, stepOf } from './carry'
import { type Against, answeredBy, conflictsOf, stands } from './conflicts'
import type { Lane } from './lanes'

/** Why a visit is put down although something speaks against it. */
export interface Reasons {
  override_reason?: string
  overlap_reason?: string
}

/** A visit that waits for a reason, and what it is for. */
export interface Dropping {
  carried: Carried
  against: readonly Against[]
}

/** The server is asked when the pointer, or the key, has rested for so long. */
const rest = 200

/** The one visit that is being moved: where it is, what speaks against that, and putting it down. */
export function useCarry(zone: string, lanes: readonly Lane[], visits: readonly AppointmentView[]) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const problemText = useProblemText()
  const [carried, setCarried] = useState<Carried | null>(null)
  const [droppings, setDroppings] = useState<readonly Dropping[]>([])
  // Who is quick has the next visit in hand while the server still looks at the last one.
  const [turns] = useState(inTurn<void>)
  const text = useFindingText(visits)

  const [rested] = useDebouncedValue(carried?.from ?? null, rest)
  const span = carried && spanOfCarried(carried)
  const asked = carried !== null && span !== null && rested === carried.from && !isHome(carried)
  const candidates = useCandidates(asked ? soughtOf(carried.block.visit, span) : null)

  const others = lanes.flatMap(lane => lane.blocks)
  const laneOf = (one: Carried) => lanes.find(lane => lane.therapist === one.therapist)
  const pageAgainst = (one: Carried): Against[] => {
    const lane = laneOf(one)
    return lane && !isHome(one) ? conflictsOf(one.block.visit, spanOfCarried(one), lane, others, now()) : []
  }
  const said = asked
    ? candidates.data
        ?.find(one => one.therapist_id === carried.therapist)
        // Who did not want it when it was may well want it at another time.
        ?.findings.filter(one => one.kind !== 'refused' || carried.from === carried.block.from)
    : undefined
  const against: readonly Against[] = carried ? (said ? answeredBy(pageAgainst(carried), said) : pageAgainst(carried)) : []

  const nameOf = (one: Carried) => laneOf(one)?.name || t('visit.nobody')
  const words = (one: Carried) => ({
    client: one.block.visit.client_name,
    name: nameOf(one),
    day: dayName(wall(one.from, zone).slice(0, 10), i18n.language),
    ...heard(one, zone),
  })

  /** Asks the server; what it refuses is thrown. */
  const put = async (one: Carried, reasons: Reasons): Promise<void> => {
    const step = stepOf(one)
    if (step === null) return
    const { id } = one.block.visit
    const { do: action, ...body } = step
    const { override_reason, overlap_reason } = reasons
    try {
      await act('appointments', id, action, {
        ...body,
        ...(override_reason ? { override_reason } : {}),
        ...(action === 'reschedule' && overlap_reason ? { overlap_reason } : {}),
      })
      say(t('visit.moved', words(one)))
    } finally {
      await Promise.all([visitKey(id), ['visits'], ['series']].map(queryKey => queries.invalidateQueries({ queryKey })))
      void queries.invalidateQueries({ queryKey: ['therapists'] })
    }
  }

  const refuse = (one: Carried, found: readonly Against[]) =>
    say(t('visit.not_moved', { client: one.block.visit.client_name, reason: found.map(text).join(' ') }), 'refused')

  const dropping = droppings[0] ?? null
  const letGo = (one: Carried) => setCarried(held => (held === one ? null : held))

  const drop = async (one: Carried | null): Promise<void> => {
    if (one === null) return
    if (isHome(one)) {
      letGo(one)
      return
    }
    const found = one === carried ? against : pageAgainst(one)
    if (stands(found)) {
      refuse(one, found)
      letGo(one)
      return
    }
    if (found.length > 0) {
      setDroppings(before => [...before, { carried: one, against: found }])
      return
    }
    await turns(`${one.block.visit.id} ${one.therapist} ${one.from}`, async () => {
      try {
        await put(one, {})
      } catch (failure) {
        const problem = problemOf(failure)
        const server = findingsOf(problem)
        if (server.length > 0 && !stands(server)) {
          setDroppings(before => [...before, { carried: one, against: server }])
          return
        }
        const reason = server.length > 0 ? server.map(text).join(' ') : problemText(problem)
        say(t('visit.not_moved', { client: one.block.visit.client_name, reason }), 'refused')
      }
      letGo(one)
    })
  }

  return {
    carried,
    against,
    /** Whether the server has said so. */
    sure: said !== undefined,
    carry: setCarried,
    drop,
    /** The first of those that wait for a reason. */
    dropping,
    /** Puts it down with a reason; a problem is a refusal. */
    putDown: (reasons: Reasons): Promise<Problem | undefined> =>
      dropping
        ? put(dropping.carried, reasons).then(
            () => undefined,
            failure => problemOf(failure),
          )
        : Promise.resolve(undefined),
    endDropping: () => {
      setDroppings(before => before.slice(1))
      if (dropping) letGo(dropping.carried)
    },
    words,
    text,
  }
}

export type Carry = ReturnType<typeof useCarry>
