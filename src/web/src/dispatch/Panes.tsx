import { IconAmbulance, IconBuildingHospital, IconFileDescription, IconMap2, IconPhoneIncoming } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import { memo } from 'react'
import { useTranslation } from '../platform/words/useTranslation'
import type { BoardSearch } from '../routes'
import { useMoves, useShownList } from './desk'
import styles from './panes.module.css'

/** The tabs of a small screen. A wide one shows calls, details and one more beside each other and has its tabs there. */
export const Panes = memo(() => {
  const { t } = useTranslation()
  const { go } = useMoves()
  const list = useShownList() ?? 'calls'
  const details = useSearch({ strict: false, select: ({ panel }: BoardSearch) => panel !== undefined })
  const shown = details ? 'details' : list
  const tab = (pane: 'calls' | 'units' | 'map' | 'hospitals' | 'details', Icon: typeof IconAmbulance, open: () => void) => (
    <button type="button" className={styles.tab} data-pane={pane} aria-current={shown === pane} onClick={open}>
      <Icon size={20} stroke={1.75} aria-hidden />
      {t(`board.${pane}`)}
    </button>
  )
  return (
    <nav className={styles.panes} aria-label={t('board.title')} data-list={list}>
      {tab('calls', IconPhoneIncoming, () => go({ panel: undefined, list: undefined }))}
      {tab('units', IconAmbulance, () => go({ panel: undefined, list: 'units' }))}
      {tab('map', IconMap2, () => go({ panel: undefined, list: 'map' }))}
      {tab('hospitals', IconBuildingHospital, () => go({ panel: undefined, list: 'hospitals' }))}
      {tab('details', IconFileDescription, () =>
        go(({ call, unit }) => ({ panel: call === undefined && unit !== undefined ? 'unit' : 'call' }), true),
      )}
    </nav>
  )
})
