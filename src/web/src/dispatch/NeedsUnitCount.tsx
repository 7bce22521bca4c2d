import { IconCircleCheck, IconUrgent } from '@tabler/icons-react'
import { Mark } from '../platform/Mark'
import { useTranslation } from '../platform/words/useTranslation'

/** How many calls wait for a unit: loud when there are any. */
export function NeedsUnitCount({ count }: { count: number }) {
  const { t } = useTranslation()
  const word = t('board.needs_unit_count', { count })
  return count > 0 ? (
    <Mark icon={IconUrgent} tone="critical" form="solid" word={word} />
  ) : (
    <Mark icon={IconCircleCheck} tone="aside" word={word} />
  )
}
