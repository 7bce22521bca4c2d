import { Alert, Button, Group, MultiSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { errorOf } from '../platform/record'
import { useProblemText } from '../platform/useProblemText'
import { useSending } from '../platform/useSending'
import type { AppointmentView, ClientView, SiteView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { moment, wall } from '../platform/zones'
import { Candidates } from './Candidates'
import { useSaidRefusal } from './findings'
import { findClients, useCandidates, useServices } from './reads'
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
}

/** A visit to be agreed on: for whom, what, when, and who comes. */
export function NewVisit({ site, at, known, onClose }: Props) {
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
  const passed = candidates.some(one => therapists.includes(one.therapist_id) && one.findings.length > 0 && one.with_reason)
  const meets = problem?.code === 'client_booked_said' || overlap !== ''
  const required = (missing: boolean) => (tried && missing ? t('field.required') : undefined)
  const errorAt = (name: string) => (problem ? errorOf(problem.errors, name) : undefined)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!client || !startsAt || ids.length === 0) return
    await send(async () => {
      await said(
        answered(
          api.POST('/api/appointments', {
            body: {
              client_id: client.id,
              service_ids: ids,
              starts_at: startsAt,
              ...(endsAt === undefined ? {} : { ends_at: endsAt }),
              ...(therapists.length > 0 ? { therapist_ids: [...therapists] } : {}),
              ...(notes.trim() ? { notes: notes.trim() } : {}),
              ...(override.trim() ? { override_reason: override.trim() } : {}),
              ...(overlap.trim() ? { overlap_reason: overlap.trim() } : {}),
            },
            headers: pressed(),
          }),
        ),
      )
      await Promise.all([queries.invalidateQueries({ queryKey: ['visits'] }), queries.invalidateQueries({ queryKey: ['therapists'] })])
      say(t('visit.booked', { client: client.name }))
      onClose()
    })
  }

  return (
    <Dialog title={t('visit.new_visit')} onClose={onClose} side>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem && Object.keys(problem.errors).length === 0 && (
            <Alert color="red" variant="outline" role="alert">
              {problemText(problem)}
            </Alert>
          )}
          <ClientField site={site.id} chosen={client} error={required(client === null)} onChoose={setClient} />
          <MultiSelect
            label={t('visit.services')}
            searchable
            error={required(ids.length === 0) ?? errorAt('service_ids')}
            value={services}
            onChange={setServices}
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
              error={required(startsAt === null) ?? errorAt('starts_at')}
              value={from}
              onChange={event => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              step={300}
              label={`${t('visit.ends')} (${t('optional')})`}
              description={t('visit.ends_help')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              error={errorAt('ends_at')}
              value={to}
              onChange={event => setTo(event.currentTarget.value)}
            />
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: its fields have their own names */}
          <div role="group" aria-label={t('visit.who')}>
            <p>
              <strong>{t('visit.who')}</strong> <span className={styles.soft}>{t('visit.who_help')}</span>
            </p>
            <Candidates sought={sought} chosen={therapists} several known={known} onChoose={setTherapists} />
          </div>
          <Textarea
            label={`${t('visit.notes')} (${t('optional')})`}
            autosize
            minRows={2}
            maxLength={2000}
            value={notes}
            onChange={event => setNotes(event.currentTarget.value)}
          />
          {(passed || problem?.code === 'does_not_fit_said' || override !== '') && (
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

/** A client, found by a part of the name or by the telephone. */
function ClientField({
  site,
  chosen,
  error,
  onChoose,
}: {
  site: number
  chosen: ClientView | null
  error: string | undefined
  onChoose: (client: ClientView | null) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim(), 250)
  const { data } = useQuery({
    queryKey: ['clients', 'find', site, asked],
    queryFn: ({ signal }) => findClients(asked, site, signal),
    enabled: asked !== '' && chosen === null,
  })
  if (chosen)
    return (
      <div className={styles.chosen}>
        <p>
          {t('visit.client')}: <strong>{chosen.name}</strong>
          <br />
          <span className={styles.soft}>{chosen.address}</span>
        </p>
        <Button size="compact-sm" variant="default" onClick={() => onChoose(null)}>
          {t('visit.other_client')}
        </Button>
      </div>
    )
  return (
    <div>
      <TextInput
        type="search"
        label={t('visit.client')}
        description={t('visit.client_help')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="off"
        autoFocus
        error={error}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        onKeyDown={event => {
          // Enter takes the first, and does not send what is half written.
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (data?.[0]) onChoose(data[0])
        }}
      />
      {data && (
        <ul className={styles.clients} aria-label={t('visit.clients')}>
          {data.map(one => (
            <li key={one.id}>
              <button type="button" onClick={() => onChoose(one)}>
                <strong>{one.name}</strong>
                <span className={styles.soft}>{[one.address, one.phone].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          ))}
          {data.length === 0 && <li className={styles.soft}>{t('visit.client_none')}</li>}
        </ul>
      )}
    </div>
  )
}
