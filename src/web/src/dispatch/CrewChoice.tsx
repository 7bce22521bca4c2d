import { NativeSelect, Skeleton, TextInput } from '@mantine/core'
import { IconAmbulance, IconBell, IconCertificateOff, IconDoorExit, IconUserOff } from '@tabler/icons-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { useThing, useThings } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { useAll } from '../platform/pages'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import type { CandidateView, ResponseView, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import type { CrewAsk } from './asks'
import { matches } from './callOrder'
import styles from './choice.module.css'
import { useDesk } from './desk'

interface Props {
  /** Who is chosen from: those who are not aboard, those who are, or both. */
  how: CrewAsk
  unitId: number
  response: ResponseView | undefined
  label: string
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

type Person = Pick<CandidateView, 'id' | 'name' | 'certification'> & { candidate?: CandidateView }

const duties = ['here', 'elsewhere', 'off'] as const

/** The people of a crew as ticks: those at the unit's station first, and of each what speaks against it. */
export function CrewChoice({ how, unitId, response, label, value, error, onChange }: Props) {
  const { t } = useTranslation()
  const { board } = useDesk()
  const problemText = useProblemText()
  const name = useId()
  const unit = useThing(board.units, unitId)
  const unitOf = useUnitOf()
  const [duty, setDuty] = useState<(typeof duties)[number]>('here')
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<readonly CandidateView[]>([])
  // Who is on duty changes by the hour and who is out by the minute: each form asks anew.
  const [opened] = useState(now)
  const {
    data,
    error: failed,
    isPending,
    refetch,
  } = useAll<CandidateView>(
    ['candidates', unitId, duty, opened],
    (after, signal) =>
      answered(api.GET('/api/units/{id}/candidates', { params: { path: { id: unitId }, query: { duty, after, limit: 200 } }, signal })),
    how !== 'leaving',
  )

  // Where there is nothing to find, the keyboard begins at the people.
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (how === 'leaving') list.current?.querySelector('input')?.focus()
  }, [how])

  const chosen = value.split(' ').filter(Boolean).map(Number)
  const choose = (person: Person, on: boolean) => {
    if (person.candidate && on) setPicked(before => [...before, person.candidate as CandidateView])
    onChange([...chosen.filter(id => id !== person.id), ...(on ? [person.id] : [])].join(' '))
  }
  const aboard = useMemo(() => crewOf(how, unit, response), [how, unit, response])
  const found = useMemo(
    () =>
      (data ?? [])
        .filter(person => how !== 'joining' || unitOf.get(person.id)?.id !== unitId)
        .filter(person => matches(typed, person.name))
        .toSorted((a, b) => a.name.localeCompare(b.name))
        .map((candidate): Person => ({ ...candidate, candidate })),
    [data, how, unitOf, unitId, typed],
  )
  // Whoever was ticked stays in sight, also when another part of the list is looked through.
  const kept = picked
    .filter(({ id }, at) => chosen.includes(id) && picked.findIndex(other => other.id === id) === at)
    .filter(({ id }) => !found.some(person => person.id === id))
    .map((candidate): Person => ({ ...candidate, candidate }))
  const rows = [...aboard, ...kept, ...found.filter(person => !aboard.some(one => one.id === person.id))]
  const barred = ({ id, candidate }: Person): boolean => {
    const elsewhere = how === 'joining' && unitOf.has(id) && unitOf.get(id)?.id !== unitId
    const holder = candidate?.held_by
    const ours = how === 'crew' ? response?.id : unit?.held_by?.id
    return elsewhere || (holder != null && !(holder.kind === 'response' && holder.id === ours))
  }

  return (
    <fieldset className={styles.choice} aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{label}</legend>
      {how === 'leaving' && unit?.held_by && <p className={styles.note}>{t('crew_choice.in_mid_call', { unit: unit.unit_number })}</p>}
      {how !== 'leaving' && (
        <div className={styles.narrowing}>
          <TextInput
            label={t('crew_choice.find')}
            type="search"
            autoFocus
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
            // Enter here means that somebody was found, not that the form is finished.
            onKeyDown={event => event.key === 'Enter' && event.preventDefault()}
            autoComplete="off"
          />
          <NativeSelect
            label={t('crew_choice.from')}
            value={duty}
            onChange={event => setDuty(event.currentTarget.value as typeof duty)}
            data={duties.map(each => ({ value: each, label: t(`crew_choice.${each}`, { station: unit?.home.name ?? '' }) }))}
          />
        </div>
      )}
      {failed ? (
        <p role="alert" className={styles.failed}>
          {t('crew_choice.failed')} {problemText(failed)}{' '}
          <button type="button" className={styles.again} onClick={() => refetch()}>
            {t('retry')}
          </button>
        </p>
      ) : null}
      <div ref={list} className={styles.list} data-short={how === 'leaving' || undefined} aria-busy={how !== 'leaving' && isPending}>
        {rows.map(person => (
          <Row
            key={person.id}
            person={person}
            aboard={aboard.includes(person)}
            elsewhere={unitOf.get(person.id)?.id === unitId ? undefined : unitOf.get(person.id)?.unit_number}
            chosen={chosen.includes(person.id)}
            barred={barred(person)}
            onChoose={on => choose(person, on)}
          />
        ))}
        {how !== 'leaving' && isPending && !failed && <Skeleton height="6rem" radius={0} />}
        {rows.length === 0 && !failed && (how === 'leaving' || !isPending) && (
          <p className={styles.none}>{typed === '' ? t('crew_choice.none') : t('crew_choice.no_match')}</p>
        )}
      </div>
      {how === 'joining' && rows.some(person => barred(person) && unitOf.has(person.id)) && (
        <p className={styles.note}>{t('crew_choice.elsewhere_help')}</p>
      )}
      <p id={`${name}-error`} className={styles.error}>
        {error}
      </p>
    </fieldset>
  )
}

/** Who stands at the head of the list because they are aboard now. */
function crewOf(how: CrewAsk, unit: UnitView | undefined, response: ResponseView | undefined): Person[] {
  if (how === 'leaving') return (unit?.crew ?? []).map(({ member, ...person }) => ({ id: member, ...person }))
  if (how === 'joining') return []
  return (response?.crew ?? []).filter(({ to_at }) => to_at === null).map(({ member, ...person }) => ({ id: member, ...person }))
}

/** Which unit everybody is signed on to, as the board knows it now. */
function useUnitOf(): ReadonlyMap<number, UnitView> {
  const { board } = useDesk()
  const units = useThings(board.units)
  return useMemo(() => new Map(units.flatMap(unit => unit.crew.map(({ member }) => [member, unit] as const))), [units])
}

interface RowProps {
  person: Person
  aboard: boolean
  elsewhere: string | undefined
  chosen: boolean
  barred: boolean
  onChoose: (on: boolean) => void
}

function Row({ person: { name, certification, candidate }, aboard, elsewhere, chosen, barred, onChoose }: RowProps) {
  const { t, i18n } = useTranslation()
  const time = (at: string) => timeOfDay(at, i18n.language, now()).slice(0, -3)
  const lapses = candidate?.licensed_until
  return (
    <label className={styles.option} data-chosen={chosen || undefined} data-barred={barred || undefined}>
      <input type="checkbox" checked={chosen} disabled={barred && !chosen} onChange={event => onChoose(event.currentTarget.checked)} />
      <span className={styles.name}>
        <bdi>{name}</bdi>
      </span>
      <span className={styles.way}>{certification}</span>
      <span className={styles.facts}>
        {aboard && <Mark icon={IconAmbulance} tone="free" word={t('crew_choice.aboard')} />}
        {elsewhere && <Mark icon={IconAmbulance} tone="high" word={t('crew_choice.signed_on', { unit: elsewhere })} />}
        {candidate?.held_by && <Mark icon={IconBell} tone="alerted" word={t('crew_choice.held')} />}
        {candidate?.away && <Mark icon={IconDoorExit} tone="medium" word={t('crew_choice.away')} />}
        {candidate?.duty === 'off' && <Mark icon={IconUserOff} tone="high" word={t('crew_choice.off_duty')} />}
        {candidate?.duty === 'elsewhere' && <span>{t('crew_choice.duty_at', { station: candidate.duty_site ?? '' })}</span>}
        {candidate?.duty_until && <span>{t('crew_choice.until', { time: time(candidate.duty_until) })}</span>}
        {candidate && !candidate.licensed ? (
          <Mark icon={IconCertificateOff} tone="high" word={t('crew_choice.licence_lapsed')} />
        ) : (
          lapses && <span>{t('crew_choice.licence_until', { day: new Date(lapses).toLocaleDateString(i18n.language) })}</span>
        )}
      </span>
    </label>
  )
}
