import { useEffect } from 'react'
import { Bell } from '../notifications/Bell'
import { useTranslation } from '../platform/words/useTranslation'
import { AlarmStrip } from './AlarmStrip'
import { ConnectionMark } from './ConnectionMark'
import { useDesk, useMoves, useSharedChoice, useStanding } from './desk'
import { LostNotice } from './LostNotice'
import styles from './mapPage.module.css'
import { BoardMap } from './Side'
import { Watched } from './Watched'

/** The map on a screen of its own; it follows what the board beside it chooses, and the board follows it. */
export function MapPage() {
  return (
    <Watched quiet>
      <MapRoom />
    </Watched>
  )
}

function MapRoom() {
  const { t } = useTranslation()
  const { socket } = useDesk()
  const { go } = useMoves()
  useSharedChoice('/map')
  useEffect(() => {
    document.title = `${t('map.title')} · ${t('app')}`
  }, [t])
  return (
    <div className={styles.room}>
      <header className={styles.header}>
        <h1>
          {t('app')} · {t('map.title')}
        </h1>
        <a href="/board">{t('board.title')}</a>
        <ConnectionMark socket={socket} catchingUp={useStanding() === 'behind'} />
        <Bell quiet onBoard={go} />
      </header>
      <AlarmStrip />
      <main className={styles.main} aria-label={t('map.title')}>
        <BoardMap />
      </main>
      <LostNotice socket={socket} advice={t('connection.advice')} />
    </div>
  )
}
