import { useElementSize } from '@mantine/hooks'
import { memo, useCallback, useDeferredValue, useRef, useState, useSyncExternalStore } from 'react'
import { useKeys } from '../platform/keys'
import { focusList } from '../platform/VirtualList'
import { useTranslation } from '../platform/words/useTranslation'
import { AlarmStrip } from './AlarmStrip'
import { ringing, useAcknowledge } from './alarms'
import { BoardHeader } from './BoardHeader'
import styles from './board.module.css'
import { CallList } from './CallList'
import { CallPanel } from './CallPanel'
import { byUrgency, isOpen } from './callOrder'
import { useChoice, useDesk, useSharedChoice, useStanding } from './desk'
import type { ListProps } from './ListNotes'
import { LostNotice } from './LostNotice'
import { NewCall } from './NewCall'
import { Palette } from './Palette'
import { Panes } from './Panes'
import { askForRecommendations } from './Recommendations'
import { Shortcuts } from './Shortcuts'
import { Side } from './Side'
import { StatusBar } from './StatusBar'
import { UnitPanel } from './UnitPanel'
import { useRinging } from './useRinging'
import { Watched } from './Watched'

/** The dispatcher's board. */
export function BoardPage() {
  return (
    <Watched>
      <Room />
    </Watched>
  )
}

function Room() {
  const { t } = useTranslation()
  const { board, socket, pins } = useDesk()
  const { search, go, open } = useChoice()
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const [help, setHelp] = useState(false)
  const searchField = useRef<HTMLInputElement>(null)
  const loading = useStanding() === 'waiting'
  const acknowledge = useAcknowledge()
  const clear = useCallback(() => setTyped(''), [])
  const showHelp = useCallback(() => setHelp(true), [])
  useSharedChoice('/board')

  const keys = {
    '/': () => searchField.current?.focus(),
    '?': showHelp,
    n: () => open({ panel: 'new' }),
    c: () => {
      go({ list: undefined })
      focusList('call')
    },
    u: () => {
      go({ list: 'units' })
      focusList('unit')
    },
    m: () => go({ list: 'map' }),
    h: () => go({ list: 'hospitals' }),
    d: () => {
      const call = search.call ?? board.calls.all().filter(isOpen).toSorted(byUrgency)[0]?.id
      if (call === undefined) return
      open({ call, panel: 'call' })
      askForRecommendations(call)
    },
    a: () => {
      const first = ringing(board.alarms.all())[0]
      if (first) void acknowledge(first)
    },
    escape: () => (pins.state().choosing ? pins.back() : focusList(search.panel === 'unit' || search.list === 'units' ? 'unit' : 'call')),
  }
  useKeys(keys)

  const choosing = useSyncExternalStore(pins.subscribe, () => pins.state().choosing !== null)
  const panel = search.panel ?? (search.call !== undefined ? 'call' : undefined)
  return (
    <div
      className={styles.room}
      data-panel={search.panel ? '' : undefined}
      data-list={search.list ?? 'calls'}
      data-choosing={choosing ? '' : undefined}
    >
      <BoardHeader search={typed} onSearch={setTyped} searchField={searchField} onHelp={showHelp} />
      <AlarmStrip />
      <Ringing />
      <main className={styles.main}>
        <Calls query={query} loading={loading} onClear={clear} />
        <section className={styles.panel} aria-label={t('board.details')}>
          {panel === 'new' ? (
            <NewCall />
          ) : panel === 'unit' ? (
            <UnitPanel key={search.unit} id={search.unit} />
          ) : (
            <CallPanel id={panel === 'call' ? search.call : undefined} />
          )}
        </section>
        <Side query={query} loading={loading} onClear={clear} />
      </main>
      <StatusBar keys />
      <Panes />
      <LostNotice socket={socket} advice={t('connection.advice')} />
      <Palette keys={keys} />
      {help && <Shortcuts onClose={() => setHelp(false)} />}
    </div>
  )
}

/** Draws nothing, and so the room is not drawn again with every alarm. */
function Ringing() {
  useRinging()
  return null
}

/** Narrower than this an address would not fit beside its units. */
const twoLines = 520

const Calls = memo((props: ListProps) => {
  const { t } = useTranslation()
  const { ref, width } = useElementSize<HTMLElement>()
  return (
    <section ref={ref} className={styles.calls} aria-labelledby="calls-title">
      <h2 id="calls-title" className={styles.title}>
        {t('board.calls')}
      </h2>
      <CallList {...props} narrow={width < twoLines} />
    </section>
  )
})
