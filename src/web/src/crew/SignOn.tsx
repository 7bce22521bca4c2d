import { Button, Skeleton } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { StatusMark } from '../fleet/StatusMark'
import { OthersSteps } from '../phone/OthersSteps'
import styles from '../phone/phone.module.css'
import { keptQuery, useRoom, useSteps } from '../phone/room'
import { answered, api } from '../platform/api'
import { useProblemText } from '../platform/useProblemText'
import type { UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { usePicture } from './crew'
import { unitDraft } from './drafts'
import own from './signOn.module.css'

/** The units of one's station, to be signed on to. */
export function SignOn() {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const { data, error, isPending, refetch } = useQuery(
    keptQuery(['units'], async signal => {
      const units: UnitView[] = []
      for (let after: number | undefined, more = true; more; ) {
        const page = await answered(api.GET('/api/units', { params: { query: { limit: 200, after } as never }, signal }))
        units.push(...page.items)
        after = page.next ?? undefined
        more = page.next !== null
      }
      return units
    }),
  )
  return (
    <main className={styles.main}>
      <h2 className={styles.title}>{t('crew.choose_unit')}</h2>
      <p className={styles.soft}>{t('crew.choose_unit_help')}</p>
      <OthersSteps />
      {isPending ? (
        <Skeleton height="16rem" aria-busy="true" />
      ) : error ? (
        <div role="alert" className={styles.failed}>
          <p>{problemText(error)}</p>
          <Button onClick={() => refetch()}>{t('retry')}</Button>
        </div>
      ) : data.length === 0 ? (
        <p className={styles.empty}>{t('crew.no_units')}</p>
      ) : (
        <ul className={styles.plain}>
          {data.map(unit => (
            <li key={unit.id}>
              <Unit unit={unit} />
            </li>
          ))}
        </ul>
      )}
    </main>
  )
}

function Unit({ unit }: { unit: UnitView }) {
  const { t } = useTranslation()
  const { me, outbox } = useRoom()
  const picture = usePicture()
  const waits = useSteps().some(step => step.action === 'sign_on')
  const signOn = () => {
    // Known here from now on, so that the screen of the unit is there while the step waits for a network.
    picture.units.put(unit)
    void outbox.add(unitDraft(unit, 'sign_on', { user_ids: [me.id] }))
  }
  return (
    <button type="button" className={own.choose} disabled={waits || !unit.actions.includes('sign_on')} onClick={signOn}>
      <strong className={styles.number}>{unit.unit_number}</strong>
      <span>
        {t(`unit_kind.${unit.kind}`)} · {t(`level.${unit.level}`)} · {unit.home.name}
      </span>
      <StatusMark status={unit.status} />
      <span className={own.aboard}>
        <IconUsers size={16} aria-hidden />
        {unit.crew.map(member => member.name).join(', ') || t('unit.no_crew')}
      </span>
    </button>
  )
}
