import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconMap2, IconPlus, IconSearch, IconVolume, IconVolumeOff, IconX } from '@tabler/icons-react'
import { memo, type RefObject, useEffect } from 'react'
import { Bell } from '../notifications/Bell'
import { UserMenu } from '../people/UserMenu'
import { useNow } from '../platform/clock'
import { useOf } from '../platform/live/useLive'
import { useUser } from '../platform/session'
import { changeSettings, useSettings } from '../platform/settings'
import { timeOfDay } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'
import { ConnectionMark } from './ConnectionMark'
import { isOpen } from './callOrder'
import { useDesk, useMoves, useStanding } from './desk'
import styles from './header.module.css'
import { keepIntake } from './intake'
import { NeedsUnitCount } from './NeedsUnitCount'

interface Props {
  search: string
  onSearch: (text: string) => void
  searchField: RefObject<HTMLInputElement | null>
  onHelp: () => void
}

/** What is always in sight: how much work, the way to find and to begin, the time, the connection. */
export const BoardHeader = memo(({ search, onSearch, searchField, onHelp }: Props) => {
  const { t } = useTranslation()
  const { open } = useMoves()
  const { socket } = useDesk()
  const user = useUser()
  const { sound: heard } = useSettings()
  return (
    <header className={styles.header}>
      <h1 className={styles.brand}>
        <img src="/attend.svg" alt="" width={26} height={26} />
        <span className={styles.name} aria-hidden>
          {t('app')}
        </span>
        <span className="spoken">
          {t('app')} · {t('board.title')}
        </span>
      </h1>
      <Counts />
      <TextInput
        ref={searchField}
        className={styles.search}
        size="sm"
        placeholder={t('board.search')}
        aria-label={t('board.search')}
        value={search}
        onChange={event => onSearch(event.currentTarget.value)}
        onKeyDown={event => event.key === 'Escape' && onSearch('')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          search === '' ? null : (
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('board.clear_search')} onClick={() => onSearch('')}>
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )
        }
      />
      <Button className={styles.new} size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open({ panel: 'new' })}>
        {t('board.new_call')}
      </Button>
      <Clock />
      <ConnectionMark socket={socket} catchingUp={useStanding() === 'behind'} />
      <Bell />
      <UserMenu onHelp={onHelp} onLeave={() => user && keepIntake(user.id, null)}>
        <Menu.Item
          leftSection={heard ? <IconVolumeOff size={16} aria-hidden /> : <IconVolume size={16} aria-hidden />}
          onClick={() => changeSettings({ sound: !heard })}
        >
          {t(heard ? 'board.mute' : 'board.unmute')}
        </Menu.Item>
        <Menu.Item leftSection={<IconMap2 size={16} aria-hidden />} component="a" href="/map" target="attend-map">
          {t('board.map_window')}
        </Menu.Item>
      </UserMenu>
    </header>
  )
})

function Counts() {
  const { t } = useTranslation()
  const { board } = useDesk()
  const open = useOf(board.calls, calls => calls.filter(isOpen).length)
  const needing = useOf(board.calls, calls => calls.filter(call => isOpen(call) && call.needs_unit).length)
  const free = useOf(board.units, units => units.filter(unit => unit.status === 'AVAILABLE' && !unit.hold).length)
  const total = useOf(board.units, units => units.length)
  useEffect(() => {
    document.title = `${needing > 0 ? `(${needing}) ` : ''}${t('board.title')} · ${t('app')}`
  }, [needing, t])
  return (
    <p className={styles.counts}>
      <NeedsUnitCount count={needing} />
      <span className={styles.open}>{t('board.open_count', { count: open })}</span>
      <span className={styles.free}>{t('board.free_count', { count: free, total })}</span>
    </p>
  )
}

export function Clock() {
  const { t, i18n } = useTranslation()
  const now = useNow()
  return (
    <time className={styles.clock} dateTime={new Date(now).toISOString()} title={t('board.clock')}>
      {timeOfDay(now, i18n.language, now)}
    </time>
  )
}
