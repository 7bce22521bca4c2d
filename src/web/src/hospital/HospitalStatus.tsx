import { Button } from '@mantine/core'
import { IconBuildingHospital, IconCircleCheck, IconCircleOff, IconClockExclamation } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { loadTone } from '../dispatch/HospitalMarks'
import { answered, api } from '../platform/api'
import { useNow } from '../platform/clock'
import { Mark } from '../platform/Mark'
import { age, timeOfDay } from '../platform/time'
import type { HospitalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { CapacityDialog } from './CapacityDialog'
import { DivertDialog } from './DivertDialog'
import { useHospital, useHospitalDesk } from './desk'
import styles from './hospitalStatus.module.css'
import part from './part.module.css'
import { useSend } from './send'

/** Beds, load and diversion as everybody sees them now, and the buttons for those who may say them. */
export function HospitalStatus() {
  const { t } = useTranslation()
  const { id, arrivals } = useHospitalDesk()
  const hospital = useHospital()
  const send = useSend()
  const [asking, setAsking] = useState<'capacity' | 'divert' | null>(null)
  // The channel's bytes are everybody's; what this person may do with the hospital is asked for.
  const { data } = useQuery({
    queryKey: ['hospital', id],
    queryFn: ({ signal }) => answered(api.GET('/api/hospitals/{id}', { params: { path: { id } }, signal })),
  })
  const may = (action: string) => data?.actions.includes(action) ?? false
  const take = (view: HospitalView) => arrivals.takeHospital(view)
  return (
    <section className={styles.box} aria-labelledby="status-title">
      <h2 id="status-title" className={part.title}>
        {t('hospital_desk.status')}
      </h2>
      <p className={styles.beds}>
        <span>{t('hospital_desk.beds')}</span>
        <strong>{hospital?.available_beds ?? '–'}</strong>
        <span>{t('hospital_desk.of_beds', { total: hospital?.total_beds ?? '–' })}</span>
        <span className={styles.inbound}>
          <strong>{hospital?.expected_inbound ?? '–'}</strong> {t('hospital_desk.expected')}
        </span>
      </p>
      <p className={styles.load}>
        {hospital && (
          <Mark icon={IconBuildingHospital} tone={loadTone[hospital.load]} form="outline" word={t(`hospital.load_${hospital.load}`)} />
        )}
        <Age at={hospital?.capacity_at ?? null} />
      </p>
      {may('capacity') && (
        <Button variant="default" onClick={() => setAsking('capacity')}>
          {t('hospital_desk.report')}
        </Button>
      )}
      <Diversion hospital={hospital} />
      <p className={styles.buttons}>
        {may('divert') && (
          <Button variant="default" onClick={() => setAsking('divert')}>
            {t(hospital?.on_diversion ? 'hospital_desk.divert_again' : 'hospital_desk.divert')}
          </Button>
        )}
        {may('end_diversion') && hospital?.on_diversion && (
          <Button
            onClick={() => void send<HospitalView>('hospitals', id, 'end_diversion', {}, t('hospital_desk.end_diversion_done'), take)}
          >
            {t('hospital_desk.end_diversion')}
          </Button>
        )}
      </p>
      {asking === 'capacity' && hospital && <CapacityDialog hospital={hospital} onTake={take} onClose={() => setAsking(null)} />}
      {asking === 'divert' && hospital && <DivertDialog hospital={hospital} onTake={take} onClose={() => setAsking(null)} />}
    </section>
  )
}

/** A shift later nobody knows any more how many beds there are. */
const stale = 12 * 3_600_000

/** How old the hospital's word is: nothing counts it down. */
function Age({ at }: { at: string | null }) {
  const { t } = useTranslation()
  const now = useNow()
  if (at === null) return <span className={styles.soft}>{t('hospital_desk.never_said')}</span>
  const old = now - Date.parse(at)
  const { word, count } = age(old)
  const said = t('hospital_desk.said', { age: t(`hospital_desk.age_${word}`, { count }) })
  return old > stale ? <Mark icon={IconClockExclamation} tone="high" word={said} /> : <span className={styles.soft}>{said}</span>
}

function Diversion({ hospital }: { hospital: HospitalView | undefined }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  if (!hospital?.on_diversion) {
    return (
      <p className={styles.diversion}>
        <Mark icon={IconCircleCheck} tone="free" word={t('hospital_desk.open')} />
      </p>
    )
  }
  return (
    <p className={styles.diversion}>
      <Mark
        icon={IconCircleOff}
        tone="critical"
        form="solid"
        word={t('hospital_desk.diverted_until', {
          time: hospital.diversion_until ? timeOfDay(hospital.diversion_until, i18n.language, now).slice(0, -3) : '?',
        })}
      />
      <bdi>{hospital.diversion_reason}</bdi>
    </p>
  )
}
