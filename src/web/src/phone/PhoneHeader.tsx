import { ActionIcon, Alert, Button, Menu } from '@mantine/core'
import { IconBellCog, IconBroadcast, IconHourglass, IconLoader, IconLogout, IconPlugConnectedX, IconUser } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Bell } from '../notifications/Bell'
import { Account } from '../people/Account'
import { ColourItem } from '../people/ColourItem'
import { Dialog } from '../platform/Dialog'
import { useConnection } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { useSignOut, useUser } from '../platform/session'
import { useTranslation } from '../platform/words/useTranslation'
import { CannotRing } from './CannotRing'
import { forget } from './keep'
import styles from './phone.module.css'
import { useRoom, useStanding, useSteps } from './room'
import { Settings } from './Settings'
import { Sheet } from './Sheet'

interface Props {
  title: string
  /** What its carrier counts as. */
  mark: ReactNode
  /** At work on something: what is seldom needed takes less room. */
  busy: boolean
}

/** Always in sight: whose phone this is and what they count as, whether the line is live, and how many steps wait to be sent. */
export function PhoneHeader({ title, mark, busy }: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<'account' | 'notifications' | null>(null)
  const onNotifications = () => setAsking('notifications')
  return (
    <header className={styles.header}>
      <h1 className={styles.unit}>{title}</h1>
      {mark}
      <div className={styles.line}>
        <LineMark />
        <Waiting />
      </div>
      <Bell size={44} onSettings={onNotifications} />
      <Person onAccount={() => setAsking('account')} onNotifications={onNotifications} />
      <CannotRing small={busy} />
      {asking === 'account' && (
        <Dialog title={t('account.title')} onClose={() => setAsking(null)}>
          <Account />
        </Dialog>
      )}
      {asking === 'notifications' && (
        <Dialog title={t('notify.page')} side onClose={() => setAsking(null)}>
          <Settings />
        </Dialog>
      )}
    </header>
  )
}

function LineMark() {
  const { t } = useTranslation()
  const { line } = useRoom()
  const connection = useConnection(line)
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
      {steps.length > 0 && <Mark icon={IconHourglass} tone="high" word={t('phone.waiting', { count: steps.length })} />}
    </span>
  )
}

function Person({ onAccount, onNotifications }: { onAccount: () => void; onNotifications: () => void }) {
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
            {t('phone.stay', { count: steps.length })}
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
