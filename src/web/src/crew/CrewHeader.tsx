import { ActionIcon, Alert, Button, Menu } from '@mantine/core'
import { IconBellCog, IconBroadcast, IconHourglass, IconLoader, IconLogout, IconPlugConnectedX, IconUser } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { StateMark } from '../dispatch/callMarks'
import { StatusMark } from '../fleet/StatusMark'
import { Bell } from '../notifications/Bell'
import { ColourItem } from '../people/ColourItem'
import { useConnection } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { useSignOut, useUser } from '../platform/session'
import type { ResponseView, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { CannotRing } from './CannotRing'
import styles from './crew.module.css'
import { forget } from './keep'
import { useRoom, useStanding, useSteps } from './room'
import { Sheet } from './Sheet'

interface Props {
  unit: UnitView | undefined
  response: ResponseView | undefined
  onAccount: () => void
  onNotifications: () => void
}

/** Always in sight: which unit this is, what it counts as, whether the line is live, and how many steps wait to be sent. */
export function CrewHeader({ unit, response, onAccount, onNotifications }: Props) {
  const { t } = useTranslation()
  return (
    <header className={styles.header}>
      <h1 className={styles.unit}>{unit?.unit_number ?? t('crew.title')}</h1>
      {response ? <StateMark state={response.state} /> : unit && <StatusMark status={unit.status} />}
      <div className={styles.line}>
        <Line />
        <Waiting />
      </div>
      <Bell size={44} onSettings={onNotifications} />
      <Person onAccount={onAccount} onNotifications={onNotifications} />
      <CannotRing small={response !== undefined} />
    </header>
  )
}

function Line() {
  const { t } = useTranslation()
  const { socket } = useRoom()
  const connection = useConnection(socket)
  const standing = useStanding()
  const lost = connection.state === 'lost'
  const behind = standing !== 'current'
  const look = lost
    ? ({ icon: IconPlugConnectedX, tone: 'critical', word: t('connection.offline') } as const)
    : connection.state === 'live' && !behind
      ? ({ icon: IconBroadcast, tone: 'free', word: t('connection.live') } as const)
      : ({
          icon: IconLoader,
          tone: 'medium',
          word: t(standing === 'behind' ? 'connection.catching_up' : 'connection.connecting'),
        } as const)
  return (
    <span role="status" data-connection={lost ? 'lost' : connection.state}>
      <Mark {...look} form={lost ? 'solid' : 'bare'} />
    </span>
  )
}

function Waiting() {
  const { t } = useTranslation()
  const steps = useSteps()
  return (
    <span role="status" data-waiting={steps.length}>
      {steps.length > 0 && <Mark icon={IconHourglass} tone="high" word={t('crew.waiting', { count: steps.length })} />}
    </span>
  )
}

function Person({ onAccount, onNotifications }: Pick<Props, 'onAccount' | 'onNotifications'>) {
  const { t } = useTranslation()
  const user = useUser()
  const steps = useSteps()
  const signOut = useSignOut()
  const navigate = useNavigate()
  const [asked, setAsked] = useState(false)
  const leave = async () => {
    const left = signOut()
    // First away: what is shown here is kept a moment later, and would be there again after it was forgotten.
    await navigate({ to: '/sign-in', replace: true })
    await Promise.all([forget(), left])
  }
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="default" size={44} aria-label={t('board.menu', { name: user?.full_name ?? '' })}>
            <IconUser size={20} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{user?.full_name}</Menu.Label>
          <ColourItem />
          <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={onAccount}>
            {t('account.title')}
          </Menu.Item>
          <Menu.Item leftSection={<IconBellCog size={16} aria-hidden />} onClick={onNotifications}>
            {t('notify.settings')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout className="turns" size={16} aria-hidden />}
            onClick={() => (steps.length > 0 ? setAsked(true) : void leave())}
          >
            {t('board.sign_out')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked && (
        <Sheet title={t('board.sign_out')} onClose={() => setAsked(false)}>
          <Alert color="orange" variant="outline" className={styles.said}>
            {t('crew.stay', { count: steps.length })}
          </Alert>
          <div className={styles.pair}>
            <Button size="lg" variant="default" autoFocus onClick={() => setAsked(false)}>
              {t('back')}
            </Button>
            <Button size="lg" onClick={() => void leave()}>
              {t('board.sign_out')}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  )
}
