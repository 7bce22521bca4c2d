import { ActionIcon, Menu } from '@mantine/core'
import { IconBellCog, IconKeyboard, IconLogout, IconUser } from '@tabler/icons-react'
import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../platform/Dialog'
import { desksOf } from '../platform/desks'
import { useSignOut, useUser } from '../platform/session'
import { useTranslation } from '../platform/words/useTranslation'
import { Account } from './Account'
import { ColourItem } from './ColourItem'

interface Props {
  onHelp?: () => void
  /** What a page takes away with it before the person leaves. */
  onLeave?: () => void
  children?: ReactNode
}

/** The person's own things, on every page: the way to the other pages that are theirs, colours, account, the way out. */
export function UserMenu({ onHelp, onLeave, children }: Props) {
  const { t } = useTranslation()
  const user = useUser()
  const signOut = useSignOut()
  const navigate = useNavigate()
  const here = useRouterState({ select: state => state.location.pathname })
  const [account, setAccount] = useState(false)
  const leave = () => {
    onLeave?.()
    return signOut().finally(() => navigate({ to: '/sign-in', replace: true }))
  }
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('board.menu', { name: user?.full_name ?? '' })}>
            <IconUser size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{user?.full_name}</Menu.Label>
          {desksOf(user)
            .filter(desk => !here.startsWith(desk.to))
            .map(({ to, word, icon: Picture }) => (
              <Menu.Item key={to} component={Link} to={to} leftSection={<Picture size={16} aria-hidden />}>
                {t(`desk.${word}`)}
              </Menu.Item>
            ))}
          <ColourItem />
          {children}
          {onHelp && (
            <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onHelp}>
              {t('board.shortcuts')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={() => setAccount(true)}>
            {t('account.title')}
          </Menu.Item>
          <Menu.Item component={Link} to="/account/notifications" leftSection={<IconBellCog size={16} aria-hidden />}>
            {t('notify.settings')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout className="turns" size={16} aria-hidden />} onClick={leave}>
            {t('board.sign_out')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {account && (
        <Dialog title={t('account.title')} onClose={() => setAccount(false)}>
          <Account />
        </Dialog>
      )}
    </>
  )
}
