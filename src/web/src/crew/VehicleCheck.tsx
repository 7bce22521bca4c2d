import { Alert, Button, Checkbox, Skeleton, TextInput } from '@mantine/core'
import { type Icon, IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import styles from '../phone/phone.module.css'
import { keptQuery, useRoom } from '../phone/room'
import { Sheet } from '../phone/Sheet'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { beyond, useLimit } from '../platform/limits'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import type { ChecklistView, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import own from './check.module.css'
import { unitDraft } from './drafts'

export const checklistQuery = (unit: number) =>
  keptQuery(['checklist', unit], signal => answered(api.GET('/api/units/{id}/checklist', { params: { path: { id: unit } }, signal })))

/** The vehicle looked over, point by point of its kind's list. */
export function VehicleCheck({ unit, onClose }: { unit: UnitView; onClose: () => void }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const { data, error, refetch } = useQuery(checklistQuery(unit.id))
  return (
    <Sheet title={`${t('crew.check')}: ${unit.unit_number}`} onClose={onClose}>
      {data ? (
        <Points list={data} unit={unit} onClose={onClose} />
      ) : error ? (
        <div role="alert" className={styles.failed}>
          <p>{problemText(error)}</p>
          <Button onClick={() => refetch()}>{t('retry')}</Button>
        </div>
      ) : (
        <Skeleton height="20rem" aria-busy="true" />
      )}
    </Sheet>
  )
}

type Finding = 'ok' | 'defect'

type Answers = Readonly<Record<string, Finding>>

const choices: readonly { value: Finding; icon: Icon; word: string }[] = [
  { value: 'ok', icon: IconCheck, word: 'crew.ok' },
  { value: 'defect', icon: IconAlertTriangle, word: 'crew.defect' },
]

function Points({ list: present, unit, onClose }: { list: ChecklistView; unit: UnitView; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const { outbox } = useRoom()
  const group = useId()
  // What is answered is what was asked: a list that is replaced meanwhile is for the next check.
  const [list] = useState(present)
  const [answers, setAnswers] = useState<Answers>({})
  const [notes, setNotes] = useState<Readonly<Record<string, string>>>({})
  const [mileage, setMileage] = useState('')
  const [fuel, setFuel] = useState('')
  const [aside, setAside] = useState(false)
  const [tried, setTried] = useState(false)
  const sent = useRef(false)
  const open = list.points.filter(point => !answers[point.code])
  const defects = list.points.filter(point => answers[point.code] === 'defect')
  const limit = useLimit()
  const wrong = beyond('CheckRequest.Mileage', mileage) ?? beyond('CheckRequest.Fuel', fuel)

  // A list of a service's own has its own words; those that are known are translated.
  const called = ({ code, name }: ChecklistView['points'][number]) => t(`crew.point.${code}`, { defaultValue: name })

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (open.length > 0 || wrong || sent.current) return
    sent.current = true
    const points = list.points.map(({ code }) => ({ code, ok: answers[code] === 'ok', note: notes[code]?.trim() || null }))
    const numbers = { mileage: mileage === '' ? null : Number(mileage), fuel: fuel === '' ? null : Number(fuel) }
    await outbox.add(unitDraft(unit, 'checks', { version: list.version, points, ...numbers }))
    if (aside && defects.length > 0) await outbox.add(unitDraft(unit, 'hold', { reason: 'maintenance' }))
    onClose()
  }

  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      {list.last && (
        <p className={styles.soft}>
          {t('crew.last_check', { time: timeOfDay(list.last.at, i18n.language, now()), name: list.last.name ?? '' })}:{' '}
          {list.last.defects > 0 ? t('crew.defects', { count: list.last.defects }) : t('crew.in_order')}
          {list.last.mileage !== null && ` · ${t('crew.kilometres', { count: list.last.mileage })}`}
        </p>
      )}
      {list.points.length === 0 && <p className={styles.empty}>{t('crew.no_points')}</p>}
      {list.points.map(point => (
        <fieldset key={point.code} className={own.point} data-missing={(tried && !answers[point.code]) || undefined}>
          <legend>{called(point)}</legend>
          <div className={own.choices}>
            {choices.map(({ value, icon: Picture, word }) => (
              <label key={value} className={own.choice} data-tone={value}>
                <input
                  type="radio"
                  name={`${group} ${point.code}`}
                  checked={answers[point.code] === value}
                  onChange={() => setAnswers({ ...answers, [point.code]: value })}
                />
                <Picture size={20} aria-hidden /> {t(word)}
              </label>
            ))}
          </div>
          {answers[point.code] === 'defect' && (
            <TextInput
              size="md"
              aria-label={t('crew.defect_note', { point: called(point) })}
              placeholder={t('crew.what_is_wrong')}
              {...limit('CheckAnswer.Note', notes[point.code] ?? '')}
              value={notes[point.code] ?? ''}
              onChange={event => setNotes({ ...notes, [point.code]: event.currentTarget.value })}
            />
          )}
        </fieldset>
      ))}
      <div className={styles.pair}>
        <TextInput
          size="md"
          inputMode="numeric"
          label={t('crew.mileage')}
          description={t('optional')}
          maxLength={7}
          value={mileage}
          onChange={event => setMileage(event.currentTarget.value.replace(/\D/g, ''))}
          {...limit('CheckRequest.Mileage', mileage)}
        />
        <TextInput
          size="md"
          inputMode="numeric"
          label={t('crew.fuel')}
          description={t('optional')}
          maxLength={3}
          value={fuel}
          onChange={event => setFuel(event.currentTarget.value.replace(/\D/g, ''))}
          {...limit('CheckRequest.Fuel', fuel)}
        />
      </div>
      {defects.length > 0 && unit.actions.includes('hold') && (
        <Checkbox size="md" label={t('crew.set_aside')} checked={aside} onChange={event => setAside(event.currentTarget.checked)} />
      )}
      {tried && open.length > 0 && (
        <Alert color="red" variant="outline" role="alert">
          {t('crew.points_open', { count: open.length })}
        </Alert>
      )}
      <Button type="submit" size="lg">
        {t('crew.check_done')}
      </Button>
    </form>
  )
}
