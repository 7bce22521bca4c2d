import { IconAmbulance, IconBuildingHospital, IconFileDescription, IconMap2, IconPhoneIncoming } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useChoice } from './desk'
import styles from './panes.module.css'

/** The tabs of a small screen. A wide one shows calls, details and one more beside each other and has its tabs there. */
export function Panes() {
  const { t } = useTranslation()
  const { search, go } = useChoice()
  const shown = search.panel ? 'details' : (search.list ?? 'calls')
  const tab = (pane: 'calls' | 'units' | 'map' | 'hospitals' | 'details', Icon: typeof IconAmbulance, open: () => void) => (
    <button type="button" className={styles.tab} data-pane={pane} aria-current={shown === pane} onClick={open}>
      <Icon size={20} stroke={1.75} aria-hidden />
      {t(`board.${pane}`)}
    </button>
  )
  return (
    <nav className={styles.panes} aria-label={t('board.title')} data-list={search.list ?? 'calls'}>
      {tab('calls', IconPhoneIncoming, () => go({ panel: undefined, list: undefined }))}
      {tab('units', IconAmbulance, () => go({ panel: undefined, list: 'units' }))}
      {tab('map', IconMap2, () => go({ panel: undefined, list: 'map' }))}
      {tab('hospitals', IconBuildingHospital, () => go({ panel: undefined, list: 'hospitals' }))}
      {tab('details', IconFileDescription, () =>
        go({ panel: search.call === undefined && search.unit !== undefined ? 'unit' : 'call' }, true),
      )}
    </nav>
  )
}
