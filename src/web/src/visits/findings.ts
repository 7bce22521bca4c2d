import { useCallback } from 'react'
import { Problem, problemOf } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import type { AppointmentView, FitFinding } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { dayName } from '../platform/zones'
import type { Against } from './planner/conflicts'
import { clockAt, spanOf } from './planner/ruler'

const minutes = (seconds: number | null | undefined): number => Math.ceil((seconds ?? 0) / 60)

/**
 * What speaks against somebody, in a sentence.
 * @param known The visits in sight: one that is in the way is named where it is among them.
 */
export function useFindingText(known: readonly AppointmentView[] = []): (one: Against) => string {
  const { t } = useTranslation()
  return useCallback(
    one => {
      const other = known.find(visit => visit.id === one.appointment_id)
      const { from, to } = other ? spanOf(other) : { from: 0, to: 0 }
      const which = other
        ? t('visit.finding.which', { from: clockAt(from, other.zone), to: clockAt(to, other.zone), client: other.client_name })
        : ''
      return t(`visit.finding.${one.kind}`, {
        which,
        skills: one.skills?.join(', ') ?? '',
        needed: minutes(one.seconds_needed),
        there: minutes(one.seconds_there),
        defaultValue: one.kind,
      }).trim()
    },
    [t, known],
  )
}

/** What a refusal says of those who were to come. */
export function findingsOf(failure: unknown): Against[] {
  const { code, facts } = problemOf(failure)
  if (code === 'client_booked') return [{ kind: 'client_booked', appointment_id: facts.appointment_id as number }]
  if (code !== 'does_not_fit') return []
  const therapists = Array.isArray(facts.therapists) ? (facts.therapists as { findings?: Against[] }[]) : []
  return therapists.flatMap(one => one.findings ?? [])
}

/** Something that speaks against one visit of a series, as the refusal of the series says it. */
export interface SeriesConflict {
  /** Which visit, by when it would begin by the clock of the site. */
  occurrence: string
  /** Whom it is about; null: the client. */
  therapist_id: number | null
  findings: readonly FitFinding[]
  appointment_id: number | null
}

export function seriesConflictsOf(failure: unknown): readonly SeriesConflict[] {
  const { code, facts } = problemOf(failure)
  return code === 'series_conflicts' && Array.isArray(facts.conflicts) ? (facts.conflicts as SeriesConflict[]) : []
}

/**
 * What speaks against one visit of a series, in a sentence.
 * @param names Who was to come, by id.
 */
export function useConflictText(known: readonly AppointmentView[], names: ReadonlyMap<number, string>): (one: SeriesConflict) => string {
  const text = useFindingText(known)
  return useCallback(
    ({ therapist_id, findings, appointment_id }) =>
      therapist_id === null
        ? text({ kind: 'client_booked', appointment_id: appointment_id ?? 0 })
        : `${names.get(therapist_id) ?? ''} ${findings.map(text).join(' ')}`.trim(),
    [text, names],
  )
}

const nobody: ReadonlyMap<number, string> = new Map()

/**
 * Does something, and where it is refused because of what speaks against it, throws the refusal with that in its sentence; of a series day
 * by day, a line each.
 */
export function useSaidRefusal(
  known: readonly AppointmentView[] = [],
  names: ReadonlyMap<number, string> = nobody,
): <T>(doing: Promise<T>) => Promise<T> {
  const { i18n } = useTranslation()
  const text = useFindingText(known)
  const conflictText = useConflictText(known, names)
  const problemText = useProblemText()
  return useCallback(
    async doing => {
      try {
        return await doing
      } catch (failure) {
        const problem = problemOf(failure)
        const days = seriesConflictsOf(problem).map(
          one => `${dayName(one.occurrence.slice(0, 10), i18n.language)}, ${one.occurrence.slice(11)}: ${conflictText(one)}`,
        )
        const findings = findingsOf(problem).map(text)
        if (findings.length + days.length === 0) throw problem
        const sentence = [[problemText(problem), ...findings].join(' '), ...days].join('\n')
        throw new Problem(`${problem.code}_said`, problem.status, sentence, problem.errors, problem.facts)
      }
    },
    [text, conflictText, problemText, i18n],
  )
}
