import { Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from '../platform/words/useTranslation'

/** Light by day, dark at night: the line of everybody's own menu that changes between them. */
export function ColourItem() {
  const { t } = useTranslation()
  const dark = useComputedColorScheme('dark', { getInitialValueInEffect: false }) === 'dark'
  const { setColorScheme } = useMantineColorScheme()
  return (
    <Menu.Item
      leftSection={dark ? <IconSun size={16} aria-hidden /> : <IconMoon size={16} aria-hidden />}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? t('board.light') : t('board.dark')}
    </Menu.Item>
  )
}
