import { IconPhone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Fix } from '../phone/positions'
import styles from '../phone/tools.module.css'
import { WayTool } from '../phone/WayTool'
import type { CallView, ResponseView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useDispatchNumber } from './crew'
import { goalOf } from './goal'
import { hospitalsQuery } from './hospitals'
import { RestOfSteps } from './Steps'

interface Props {
  response: ResponseView
  call: CallView
  fix: Fix | null
}

/** What is wanted in every minute of a call, above the one big button: the way, the dispatcher's ear, and whatever else is possible now. */
export function Tools({ response, call, fix }: Props) {
  const { t } = useTranslation()
  const number = useDispatchNumber()
  const { data: hospitals } = useQuery(hospitalsQuery(call.id))
  const goal = goalOf(response, call, hospitals ?? [])
  return (
    <div className={styles.tools}>
      {goal && (
        // A hospital's name says enough, and needs the room.
        <WayTool
          to={goal}
          word={t(`crew.way.${goal.to}`, { name: goal.name })}
          short={goal.to === 'hospital' ? goal.name : undefined}
          fix={fix}
        />
      )}
      {number && (
        <a className={styles.tool} href={`tel:${number}`} aria-label={t('crew.dispatcher')}>
          <IconPhone size={24} aria-hidden />
          <span>{t('crew.dispatcher_short')}</span>
        </a>
      )}
      <RestOfSteps response={response} call={call} />
    </div>
  )
}
