import { ActionIcon, Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconCar, IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { StatusBar } from '../../dispatch/StatusBar'
import { LeaveWhenSignedOut } from '../../people/LeaveWhenSignedOut'
import { siteChoices, useSites } from '../../people/sites'
import { Today } from '../../people/Today'
import { now } from '../../platform/clock'
import { Waiting, WaitingPart } from '../../platform/Interlude'
import { KeyHint } from '../../platform/KeyHint'
import { useKeys } from '../../platform/keys'
import { Failed } from '../../platform/Loading'
import { useStand } from '../../platform/live/useLive'
import { useUser } from '../../platform/session'
import { changeSettings, useSettings } from '../../platform/settings'
import type { SiteView } from '../../platform/wire'
import { useTranslation } from '../../platform/words/useTranslation'
import { dayAfter, dayName, mondayOf, wall } from '../../platform/zones'
import { QueueHeader } from '../../queues/QueueHeader'
import { NewVisit, type NewVisitAt } from '../NewVisit'
import { useOffice } from '../office'
import { useTherapists, useVisits } from '../reads'
import { VisitKeys } from '../VisitKeys'
import { VisitSheet } from '../VisitSheet'
import { DayPlan } from './DayPlan'
import { DropDialog } from './DropDialog'
import { lanesOf } from './lanes'
import styles from './planner.module.css'
import { dayOf } from './ruler'
import { useCarry } from './useCarry'
import { VisitList } from './VisitList'
import { WeekPlan } from './WeekPlan'

/** The plan of home visits, a day or a week of one site by its clock; others see what is theirs. */
export function PlannerPage() {
  const user = useUser()
  return user?.permissions['visits.plan'] ? <Sites /> : <Today />
}

function Sites() {
  const { t } = useTranslation()
  const { site } = useSearch({ from: '/visits' })
  const { data: sites, error, refetch } = useSites()
  const choices = siteChoices(sites)
  const user = useUser()
  const own = user?.roles.find(role => role.site_id != null)?.site_id ?? siteChoices(sites, 'base')[0]?.value
  const chosen = sites?.find(one => String(one.id) === String(site ?? own ?? choices[0]?.value))
  // Whoever plans begins there the next time.
  useEffect(() => changeSettings({ home: '/visits' }), [])
  if (chosen) return <Planner key={chosen.id} site={chosen} choices={choices} />
  if (!sites && !error) return <Waiting />
  return <main className={styles.failed}>{error ? <Failed problem={error} onAgain={refetch} /> : <p>{t('admin.site_none')}</p>}</main>
}

function Planner({ site, choices }: { site: SiteView; choices: { value: string; label: string }[] }) {
  const { t, i18n } = useTranslation()
  const { zone } = site
  const search = useSearch({ from: '/visits' })
  const navigate = useNavigate({ from: '/visits' })
  const narrow = useMediaQuery('(max-width: 61.99rem)', undefined, { getInitialValueInEffect: false }) === true
  const [writing, setWriting] = useState<NewVisitAt | null>(null)
  const [help, setHelp] = useState(false)
  const [typed, setTyped] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const { singleKeys } = useSettings()

  const today = wall(now(), zone).slice(0, 10)
  const day = /^\d{4}-\d\d-\d\d$/.test(search.day ?? '') ? (search.day as string) : today
  const inWeek = search.view === 'week' && !narrow
  const monday = mondayOf(day)
  const days = useMemo(() => Array.from({ length: 7 }, (_, at) => dayAfter(monday, at)), [monday])
  // The neighbours of what lies in sight are known, also over midnight.
  const first = inWeek ? monday : day
  const last = inWeek ? dayAfter(monday, 6) : day
  const span = { from: dayOf(dayAfter(first, -1), zone).from, to: dayOf(dayAfter(last, 1), zone).to }
  const office = useOffice()
  const stand = useStand(office.standing)
  const visits = useVisits(site.id, span)
  const therapists = useTherapists(site.id, span)
  const all = useMemo(() => lanesOf(visits.data ?? [], therapists.data ?? []), [visits.data, therapists.data])
  const wanted = typed.trim().toLowerCase()
  const lanes = useMemo(() => all.filter(lane => lane.therapist === null || lane.name.toLowerCase().includes(wanted)), [all, wanted])
  const known = visits.data ?? []
  const carry = useCarry(zone, lanes, known)
  const { carried, against, sure, words, text } = carry

  const go = (change: { day?: string; view?: string; site?: string; visit?: string | undefined }, replace = false) =>
    void navigate({ search: before => ({ ...before, ...change }), replace, resetScroll: false })
  const shift = (by: number) => go({ day: dayAfter(day, by * (inWeek ? 7 : 1)) })
  const begin = (at: Partial<NewVisitAt> = {}) => setWriting({ therapist: null, from: null, to: null, day, ...at })
  useKeys({
    n: () => begin(),
    t: () => go({ day: today }),
    d: () => go({ view: 'day' }),
    w: () => go({ view: 'week' }),
    '[': () => shift(-1),
    ']': () => shift(1),
    '/': () => field.current?.focus(),
    '?': () => setHelp(true),
  })
  useEffect(() => {
    document.title = `${t('visit.title')} · ${t('app')}`
  }, [t])

  const error = visits.error ?? therapists.error
  const open = (visit: number) => go({ visit: String(visit) })
  const title = inWeek
    ? t('admin.shift.week', { from: dayName(monday, i18n.language), to: dayName(dayAfter(monday, 6), i18n.language) })
    : dayName(day, i18n.language)
  return (
    <div className={styles.room} data-narrow={narrow ? '' : undefined}>
      <QueueHeader title={t('visit.title')} line={{ socket: office.socket, catchingUp: stand === 'behind' }} onHelp={() => setHelp(true)}>
        <NativeSelect
          size="xs"
          aria-label={t('admin.site')}
          value={String(site.id)}
          onChange={event => go({ site: event.currentTarget.value })}
          data={choices}
        />
        <Link to="/pickups" search={{ site: String(site.id), day }} className={styles.link}>
          <IconCar size={16} aria-hidden /> {t('trip.title')}
        </Link>
      </QueueHeader>
      <section className={styles.tools} aria-label={t('visit.shown')}>
        <div className={styles.days}>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t(inWeek ? 'admin.shift.before' : 'visit.day_before')}
            onClick={() => shift(-1)}
          >
            <IconChevronLeft size={18} aria-hidden className="turns" />
          </ActionIcon>
          <ActionIcon variant="default" size="lg" aria-label={t(inWeek ? 'admin.shift.after' : 'visit.day_after')} onClick={() => shift(1)}>
            <IconChevronRight size={18} aria-hidden className="turns" />
          </ActionIcon>
          <Button variant="default" size="compact-md" onClick={() => go({ day: today })} disabled={day === today}>
            {t('visit.today')}
          </Button>
          <h2>{title}</h2>
          <TextInput
            type="date"
            size="xs"
            aria-label={t('visit.date')}
            value={day}
            onChange={event => event.currentTarget.value && go({ day: event.currentTarget.value }, true)}
          />
        </div>
        {!narrow && (
          <SegmentedControl
            size="xs"
            aria-label={t('visit.view')}
            value={inWeek ? 'week' : 'day'}
            onChange={view => go({ view })}
            data={[
              { value: 'day', label: t('visit.day') },
              { value: 'week', label: t('visit.week') },
            ]}
          />
        )}
        <TextInput
          ref={field}
          type="search"
          size="xs"
          placeholder={t('visit.find')}
          aria-label={t('visit.find')}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
          onKeyDown={event => event.key === 'Escape' && setTyped('')}
        />
        <span className={styles.soft}>{t('field.zone', { zone })}</span>
        <Button
          size="compact-md"
          leftSection={<IconPlus size={14} aria-hidden />}
          rightSection={singleKeys ? <KeyHint of="N" size="xs" /> : undefined}
          aria-keyshortcuts={singleKeys ? 'N' : undefined}
          onClick={() => begin()}
        >
          {t('visit.new_visit')}
        </Button>
      </section>
      <main className={styles.main} aria-label={title}>
        {error && !(visits.data && therapists.data) ? (
          <div className={styles.failed}>
            <Failed problem={error} onAgain={() => Promise.all([visits.refetch(), therapists.refetch()])} />
          </div>
        ) : !visits.data || !therapists.data ? (
          <WaitingPart />
        ) : narrow ? (
          <VisitList day={day} zone={zone} lanes={lanes} onOpen={open} onNew={therapist => begin({ therapist })} />
        ) : inWeek ? (
          <WeekPlan days={days} zone={zone} lanes={lanes} carry={carry} onOpen={open} onDay={to => go({ day: to, view: 'day' })} />
        ) : (
          <DayPlan
            key={day}
            day={day}
            zone={zone}
            lanes={lanes}
            carry={carry}
            onOpen={open}
            onFree={(therapist, { from, to }) => begin({ therapist, from, to })}
          />
        )}
      </main>
      {/* It is always there, so that nothing moves under the pointer when a visit is lifted. */}
      {!narrow && (
        <section className={styles.carried} aria-label={t('visit.moving')} data-carrying={carried ? '' : undefined}>
          <p role="status">
            {carried && (
              <>
                <strong>{t('visit.carrying', words(carried))}</strong>
                <span data-against={against.length > 0 ? '' : undefined}>
                  {against.length > 0 ? against.map(text).join(' ') : t(sure ? 'visit.nothing_against' : 'visit.nothing_seen')}
                </span>
                {carried.by === 'keys' && <span className={styles.soft}>{t('visit.carry_keys')}</span>}
              </>
            )}
          </p>
          {!carried && <p className={styles.soft}>{t(inWeek ? 'visit.hint_week' : 'visit.hint_day')}</p>}
        </section>
      )}
      <LeaveWhenSignedOut socket={office.socket} />
      <StatusBar />
      <DropDialog carry={carry} />
      {search.visit !== undefined && (
        <VisitSheet key={search.visit} id={Number(search.visit)} known={known} onClose={() => go({ visit: undefined }, true)} />
      )}
      {writing && (
        <NewVisit
          site={site}
          at={writing}
          known={known}
          onClose={() => setWriting(null)}
          onBooked={visit => {
            setWriting(null)
            open(visit)
          }}
        />
      )}
      {help && <VisitKeys onClose={() => setHelp(false)} />}
    </div>
  )
}
