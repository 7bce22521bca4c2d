import { Alert, Button, Group, MultiSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { problemOf } from '../platform/problem'
import { errorOf, homeless } from '../platform/record'
import { useProblemText } from '../platform/useProblemText'
import { useSending } from '../platform/useSending'
import type { AppointmentView, ClientView, SiteView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { moment, wall } from '../platform/zones'
import { Candidates } from './Candidates'
import { ClientField } from './ClientField'
import { type SeriesConflict, seriesConflictsOf, useSaidRefusal } from './findings'
import { RepeatFields } from './RepeatFields'
import { useCandidates, useOccurrences, useServices } from './reads'
import { lacking, minutesBetween, once, type Repeats, ruleOf } from './repeats'
import { SeriesDays } from './SeriesDays'
import styles from './visit.module.css'

/** Where the form begins: free time that was drawn over, somebody's button, or nothing but the day. */
export interface NewVisitAt {
  therapist: number | null
  from: number | null
  to: number | null
  day: string
}

interface Props {
  site: SiteView
  at: NewVisitAt
  known: readonly AppointmentView[]
  onClose: () => void
  /** What was agreed on, of a series the first. */
  onBooked: (visit: number) => void
}

/** What speaks against a series, and which of its visits are left out. */
interface Against {
  conflicts: readonly SeriesConflict[]
  leftOut: ReadonlySet<string>
}

/** Where something that the server says of one is shown beside it. */
const fields = ['service_ids', 'starts_at', 'first_start', 'ends_at', 'minutes', 'override_reason', 'overlap_reason']

const nothing: Against = { conflicts: [], leftOut: new Set() }

/** A visit to be agreed on, or a series of them: for whom, what, when, and who comes. */
export function NewVisit({ site, at, known, onClose, onBooked }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const problemText = useProblemText()
  const said = useSaidRefusal(known)
  const { zone } = site
  const [client, setClient] = useState<ClientView | null>(null)
  const [services, setServices] = useState<string[]>([])
  const [from, setFrom] = useState(at.from === null ? `${at.day}T09:00` : wall(at.from, zone))
  const [to, setTo] = useState(at.to === null ? '' : wall(at.to, zone))
  const [therapists, setTherapists] = useState<readonly number[]>(at.therapist === null ? [] : [at.therapist])
  const [notes, setNotes] = useState('')
  const [override, setOverride] = useState('')
  const [overlap, setOverlap] = useState('')
  const [repeats, setRepeats] = useState<Repeats>(once)
  const [against, setAgainst] = useState<Against>(nothing)
  const [tried, setTried] = useState(false)
  const { busy, problem, send } = useSending()
  const offered = useServices(site.id, true)

  const startsAt = moment(from, zone)
  const endsAt = to === '' ? undefined : (moment(to, zone) ?? undefined)
  const ids = services.map(Number)
  const sought =
    client && startsAt && ids.length > 0
      ? {
          site_id: site.id,
          client_id: client.id,
          services: ids,
          starts_at: startsAt,
          ...(endsAt === undefined ? {} : { ends_at: endsAt }),
          latitude: client.latitude,
          longitude: client.longitude,
        }
      : null
  const candidates = useCandidates(sought).data ?? []
  const rule = repeats.frequency === null || lacking(repeats) !== null || startsAt === null ? null : ruleOf(repeats, zone)
  const occurrences = useOccurrences(rule === null ? null : { site_id: site.id, rule, first_start: from.slice(0, 16) })
  const passed = candidates.some(one => therapists.includes(one.therapist_id) && one.findings.length > 0 && one.with_reason)
  const meets = problem?.code === 'client_booked_said' || against.conflicts.some(one => one.therapist_id === null) || overlap !== ''
  const required = (missing: boolean) => (tried && missing ? t('field.required') : undefined)
  const loose = problem ? homeless(problem.errors, fields) : []
  const errorAt = (name: string) => (problem ? errorOf(problem.errors, name) : undefined)

  /** What spoke against a series as it was says nothing of another one; a free day stays one, whoever comes. */
  const anew =
    <T,>(set: (value: T) => void, days: 'same days' | 'other days' = 'same days') =>
    (value: T) => {
      set(value)
      setAgainst(before => {
        if (days === 'other days') return nothing
        const found = new Set(before.conflicts.map(one => one.occurrence))
        return { conflicts: [], leftOut: new Set([...before.leftOut].filter(one => !found.has(one))) }
      })
    }

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!client || !startsAt || ids.length === 0 || lacking(repeats)) return
    const agreed = {
      client_id: client.id,
      service_ids: ids,
      ...(therapists.length > 0 ? { therapist_ids: [...therapists] } : {}),
      ...(notes.trim() ? { notes: notes.trim() } : {}),
      ...(override.trim() ? { override_reason: override.trim() } : {}),
      ...(overlap.trim() ? { overlap_reason: overlap.trim() } : {}),
    }
    await send(async () => {
      if (repeats.frequency === null) {
        const body = { ...agreed, starts_at: startsAt, ...(endsAt === undefined ? {} : { ends_at: endsAt }) }
        const booked = await said(answered(api.POST('/api/appointments', { body, headers: pressed() })))
        say(t('visit.booked', { client: client.name }))
        onBooked(booked.id)
      } else {
        const body = {
          ...agreed,
          rule: ruleOf(repeats, zone),
          first_start: from.slice(0, 16),
          ...(endsAt === undefined ? {} : { minutes: minutesBetween(from, to) }),
          left_out: [...against.leftOut],
        }
        const planned = await answered(api.POST('/api/series', { body, headers: pressed() })).catch(failure => {
          const conflicts = seriesConflictsOf(failure)
          // Left out is what cannot be, until somebody says otherwise.
          if (conflicts.length > 0)
            setAgainst(before => ({ conflicts, leftOut: new Set([...before.leftOut, ...conflicts.map(one => one.occurrence)]) }))
          throw failure
        })
        say(t('visit.repeat.planned', { client: client.name, count: planned.visits.length }))
        onBooked(planned.visits[0]?.id ?? 0)
      }
      await Promise.all([queries.invalidateQueries({ queryKey: ['visits'] }), queries.invalidateQueries({ queryKey: ['therapists'] })])
    })
  }

  return (
    <Dialog title={t('visit.new_visit')} onClose={onClose} side>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem && (loose.length > 0 || Object.keys(problem.errors).length === 0) && (
            <Alert color="red" variant="outline" role="alert">
              {loose.join(' ') || problemText(problem)}
            </Alert>
          )}
          <ClientField site={site.id} chosen={client} error={required(client === null)} onChoose={anew(setClient)} />
          <MultiSelect
            label={t('visit.services')}
            searchable
            error={required(ids.length === 0) ?? errorAt('service_ids')}
            value={services}
            onChange={anew(setServices)}
            data={(offered.data ?? []).map(one => ({
              value: String(one.id),
              label: t('visit.service_of', { name: one.name, minutes: one.minutes }),
            }))}
            comboboxProps={{ withinPortal: false }}
          />
          <div className={styles.pair}>
            <TextInput
              type="datetime-local"
              step={300}
              label={t('visit.starts')}
              description={t('field.zone', { zone })}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              error={required(startsAt === null) ?? errorAt('starts_at') ?? errorAt('first_start')}
              value={from}
              onChange={event => anew(setFrom, 'other days')(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              step={300}
              label={`${t('visit.ends')} (${t('optional')})`}
              description={t('visit.ends_help')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              error={errorAt('ends_at') ?? errorAt('minutes')}
              value={to}
              onChange={event => anew(setTo)(event.currentTarget.value)}
            />
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: its fields have their own names */}
          <div role="group" aria-label={t('visit.who')}>
            <p>
              <strong>{t('visit.who')}</strong> <span className={styles.soft}>{t('visit.who_help')}</span>
            </p>
            <Candidates sought={sought} chosen={therapists} several known={known} onChoose={anew(setTherapists)} />
          </div>
          <RepeatFields repeats={repeats} from={from} tried={tried} onChange={anew(setRepeats, 'other days')} />
          {occurrences.error && (
            <p role="alert">{Object.values(problemOf(occurrences.error).errors).flat().join(' ') || problemText(occurrences.error)}</p>
          )}
          {rule !== null && (
            <SeriesDays
              {...against}
              occurrences={occurrences.data ?? []}
              known={known}
              names={new Map(candidates.map(one => [one.therapist_id, one.name]))}
              onChange={leftOut => setAgainst({ ...against, leftOut })}
            />
          )}
          <Textarea
            label={`${t('visit.notes')} (${t('optional')})`}
            autosize
            minRows={2}
            maxLength={2000}
            value={notes}
            onChange={event => setNotes(event.currentTarget.value)}
          />
          {(passed || problem?.code === 'does_not_fit_said' || against.conflicts.length > 0 || override !== '') && (
            <Textarea
              label={t('visit.field.override_reason')}
              autosize
              maxLength={500}
              error={errorAt('override_reason')}
              value={override}
              onChange={event => setOverride(event.currentTarget.value)}
            />
          )}
          {meets && (
            <Textarea
              label={t('visit.field.overlap_reason')}
              autosize
              maxLength={500}
              error={errorAt('overlap_reason')}
              value={overlap}
              onChange={event => setOverlap(event.currentTarget.value)}
            />
          )}
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('back')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('visit.book')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
