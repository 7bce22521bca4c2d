import { IconAlertTriangle, IconBed, IconCircleCheck, IconCircleOff, IconClock } from '@tabler/icons-react'
import { now } from '../platform/clock'
import { Mark } from '../platform/Mark'
import type { UserView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** How it stands with somebody: may they sign in, are they on duty, has a licence lapsed. */
export function UserMarks({ user }: { user: UserView }) {
  const { t } = useTranslation()
  if (!user.active) return <Mark icon={IconCircleOff} word={t('admin.user.inactive')} tone="aside" />
  const lapsed = user.licensed_until !== null && Date.parse(user.licensed_until) <= now()
  return (
    <>
      {user.on_duty ? (
        <Mark icon={IconClock} word={t('admin.user.on_duty')} tone="free" />
      ) : (
        <Mark icon={IconCircleCheck} word={t('admin.user.active')} tone="plain" />
      )}{' '}
      {user.away && <Mark icon={IconBed} word={t('admin.user.away')} tone="aside" />}{' '}
      {lapsed && <Mark icon={IconAlertTriangle} word={t('admin.user.lapsed')} tone="high" />}
    </>
  )
}
