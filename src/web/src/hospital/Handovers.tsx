import { Button, Skeleton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { span, timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import type { HandoverView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useHospitalDesk } from './desk'
import styles from './handovers.module.css'
import part from './part.module.css'
import { useSend } from './send'

export const handoversKey = (hospital: number) => ['handovers', hospital] as const

/** The transfers of care of the day, the newest first. A slip can be taken back for as long as the server offers it. */
export function Handovers() {
  const { t } = useTranslation()
  const { id } = useHospitalDesk()
  const problemText = useProblemText()
  const { data, error } = useQuery({
    queryKey: handoversKey(id),
    queryFn: ({ signal }) => answered(api.GET('/api/hospitals/{id}/handovers', { params: { path: { id } }, signal })),
    // A new day begins by itself, and what can be taken back is only for a minute.
    refetchInterval: 60_000,
  })
  return (
    <section className={styles.box} aria-labelledby="handovers-title">
      <h2 id="handovers-title" className={part.title}>
        {t('hospital_desk.handovers')}
      </h2>
      {error && (
        <p role="alert" className={styles.note}>
          {t('hospital_desk.handovers_failed')} {problemText(error)}
        </p>
      )}
      {!data && !error && <Skeleton height="8rem" aria-busy="true" aria-label={t('hospital_desk.handovers_loading')} role="status" />}
      {data?.items.length === 0 && <p className={styles.note}>{t('hospital_desk.handovers_none')}</p>}
      {data && data.items.length > 0 && (
        <ul className={part.list}>
          {data.items.map(handover => (
            <Handover key={handover.response_id} handover={handover} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Handover({ handover }: { handover: HandoverView }) {
  const { t, i18n } = useTranslation()
  const { id } = useHospitalDesk()
  const queries = useQueryClient()
  const send = useSend()
  const { unit_number: unit, transferred_care_at: at, at_hospital_at: since, handed_to, taken_over_by } = handover
  const [place, ...number] = handed_to?.split(' ') ?? []
  const undo = () =>
    send('responses', handover.response_id, 'undo', {}, t('hospital_desk.undo_done', { unit }), () =>
      queries.invalidateQueries({ queryKey: handoversKey(id) }),
    )
  return (
    <li className={styles.line}>
      <time dateTime={at}>{timeOfDay(at, i18n.language, now()).slice(0, -3)}</time>
      <strong>
        <bdi>{unit}</bdi>
      </strong>
      <span>
        {t('hospital_desk.waited')} {since ? span(Date.parse(at) - Date.parse(since)) : '–'}
      </span>
      <span className={styles.where}>
        {[place && [t(`choice.${place}`, { defaultValue: place }), ...number].join(' '), taken_over_by].filter(Boolean).join(' · ')}
      </span>
      {handover.actions.includes('undo') && (
        <Button size="compact-sm" variant="default" aria-label={`${t('hospital_desk.undo')}: ${unit}`} onClick={undo}>
          {t('hospital_desk.undo')}
        </Button>
      )}
    </li>
  )
}
