import { ActionIcon, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react'
import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { desksOf } from '../platform/desks'
import { useSignOut, useUser } from '../platform/session'

/** What a person does about themselves from every page, and the way to the other pages that are theirs. */
export function UserMenu({ onAccount, children }: { onAccount: () => void; children?: ReactNode }) {
  const { t } = useTranslation()
  const user = useUser()
  const signOut = useSignOut()
  const navigate = useNavigate()
  const here = useRouterState({ select: state => state.location.pathname })
  const dark = useComputedColorScheme('dark', { getInitialValueInEffect: false }) === 'dark'
  const { setColorScheme } = useMantineColorScheme()
  const leave = () => signOut().finally(() => navigate({ to: '/sign-in', replace: true }))
  return (
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
        <Menu.Item
          leftSection={dark ? <IconSun size={16} aria-hidden /> : <IconMoon size={16} aria-hidden />}
          onClick={() => setColorScheme(dark ? 'light' : 'dark')}
        >
          {dark ? t('board.light') : t('board.dark')}
        </Menu.Item>
        {children}
        <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={onAccount}>
          {t('account.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
          {t('board.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
