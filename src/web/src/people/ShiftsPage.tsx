import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame } from '../platform/PageFrame'
import { useAll } from '../platform/pages'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import type { ShiftView, SiteView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { dayAfter, dayName, moment, mondayOf, wall } from '../platform/zones'
import { ShiftDialog } from './ShiftDialog'
import styles from './shifts.module.css'
import { siteChoices, useSites } from './sites'
import { onDay, rosterOf } from './week'

/** Who is on duty: a week of one site, by the clock of that site. */
export function ShiftsPage() {
  const { t } = useTranslation()
  const { site } = useSearch({ from: '/office/admin/shifts' })
  const navigate = useNavigate()
  const { data: sites, error, refetch } = useSites()
  const choices = siteChoices(sites)
  const chosen = sites?.find(one => String(one.id) === (site ?? choices[0]?.value))
  return (
    <PageFrame title={t('admin.place.shifts')} lead={t('admin.about.shifts')}>
      <div className={filters.filters}>
        <NativeSelect
          label={t('admin.site')}
          value={chosen ? String(chosen.id) : ''}
          onChange={event => navigate({ to: '/admin/shifts', search: before => ({ ...before, site: event.currentTarget.value }) })}
          data={choices}
        />
      </div>
      {chosen ? (
        <Week key={chosen.id} site={chosen} />
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : sites ? (
        <p>{t('admin.site_none')}</p>
      ) : (
        <Loading />
      )}
    </PageFrame>
  )
}

/** What the dialog is open for: a shift that exists, or a new one for somebody on some day. */
export type Planned = { shift: ShiftView } | { day: string; userId: number | null }

function Week({ site }: { site: SiteView }) {
  const { t, i18n } = useTranslation()
  const user = useUser()
  const { week } = useSearch({ from: '/office/admin/shifts' })
  const navigate = useNavigate()
  const [open, setOpen] = useState<Planned | null>(null)
  const today = wall(now(), site.zone).slice(0, 10)
  const monday = mondayOf(week ?? today)
  const days = Array.from({ length: 7 }, (_, day) => dayAfter(monday, day))
  const go = (to: string) => navigate({ to: '/admin/shifts', search: before => ({ ...before, week: to }) })
  const from = moment(`${monday}T00:00`, site.zone) ?? ''
  const to = moment(`${dayAfter(monday, 7)}T00:00`, site.zone) ?? ''
  const shifts = useAll(['shifts', site.id, monday], (after, signal) =>
    answered(api.GET('/api/shifts', { params: { query: { site_id: site.id, from, to, after, limit: 200 } }, signal })),
  )
  const people = useAll(['users', 'everybody'], (after, signal) =>
    answered(api.GET('/api/users', { params: { query: { after, limit: 200 } }, signal })),
  )
  const units = useAll(
    ['units', 'everything'],
    (after, signal) => answered(api.GET('/api/units', { params: { query: { after, limit: 200 } }, signal })),
    user?.permissions['units.read'] !== undefined,
  )
  const manages = may(user, 'shifts.manage')
  const nameOf = (id: number) => people.data?.find(one => one.id === id)?.full_name ?? t('admin.person', { id })
  const unitOf = (id: number | null) => (id === null ? '' : (units.data?.find(one => one.id === id)?.unit_number ?? `#${id}`))
  const roster = rosterOf(shifts.data ?? [], nameOf)
  const times = (shift: ShiftView, day: string) => {
    const part = onDay(shift, day, site.zone)
    if (!part) return ''
    const { from, to } = part
    if (from && to) return `${from}–${to}`
    return from ? t('admin.shift.from_day', { from }) : to ? t('admin.shift.until_day', { to }) : t('admin.shift.all_day')
  }
  const text = (shift: ShiftView, day: string) => [times(shift, day), unitOf(shift.vehicle_id)].filter(Boolean).join(' · ')
  const error = shifts.error ?? people.error
  return (
    <>
      <div className={filters.row}>
        <ActionIcon variant="default" size="lg" aria-label={t('admin.shift.before')} onClick={() => go(dayAfter(monday, -7))}>
          <IconChevronLeft size={18} aria-hidden className="turns" />
        </ActionIcon>
        <h2 className={styles.week}>
          {t('admin.shift.week', { from: dayName(monday, i18n.language), to: dayName(dayAfter(monday, 6), i18n.language) })}
        </h2>
        <ActionIcon variant="default" size="lg" aria-label={t('admin.shift.after')} onClick={() => go(dayAfter(monday, 7))}>
          <IconChevronRight size={18} aria-hidden className="turns" />
        </ActionIcon>
        <Button variant="default" onClick={() => go(mondayOf(today))}>
          {t('admin.shift.this_week')}
        </Button>
        <span className={filters.soft}>{t('field.zone', { zone: site.zone })}</span>
        {manages && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setOpen({ day: days.includes(today) ? today : monday, userId: null })}
          >
            {t('admin.shift.plan')}
          </Button>
        )}
      </div>
      {error ? (
        <Failed problem={error} onAgain={shifts.refetch} />
      ) : !shifts.data || !people.data ? (
        <Loading lines={6} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: who has only a keyboard scrolls it with the arrows
        <section className={styles.box} aria-label={t('admin.place.shifts')} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('account.name')}</th>
                {days.map(day => (
                  <th key={day} scope="col" aria-current={day === today ? 'date' : undefined}>
                    {dayName(day, i18n.language)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {roster.map(({ userId, name, shifts }) => (
                <tr key={userId}>
                  <th scope="row">{name}</th>
                  {days.map(day => (
                    <td key={day}>
                      <div className={styles.cell}>
                        {shifts
                          .filter(shift => onDay(shift, day, site.zone) !== null)
                          .map(shift => (
                            <button
                              key={shift.id}
                              type="button"
                              className={styles.shift}
                              aria-label={t('admin.shift.one', { name, day: dayName(day, i18n.language), time: text(shift, day) })}
                              disabled={!manages}
                              onClick={() => setOpen({ shift })}
                            >
                              {text(shift, day)}
                            </button>
                          ))}
                        {manages && (
                          <button
                            type="button"
                            className={styles.add}
                            aria-label={t('admin.shift.plan_for', { name, day: dayName(day, i18n.language) })}
                            onClick={() => setOpen({ day, userId })}
                          >
                            <IconPlus size={14} aria-hidden />
                          </button>
                        )}
                      </div>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {roster.length === 0 && <p className={styles.none}>{t('admin.shift.none')}</p>}
        </section>
      )}
      {open && (
        <ShiftDialog
          planned={open}
          site={site}
          people={people.data ?? []}
          units={units.data ?? []}
          nameOf={nameOf}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
