import { IconAmbulance, IconFileDescription, IconPhoneIncoming } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useChoice } from './desk'
import styles from './panes.module.css'

/** The tabs of a small screen: calls, units, details. A wide one shows all three and needs none. */
export function Panes() {
  const { t } = useTranslation()
  const { search, go } = useChoice()
  const shown = search.panel ? 'details' : (search.list ?? 'calls')
  const tab = (pane: 'calls' | 'units' | 'details', Icon: typeof IconAmbulance, open: () => void) => (
    <button type="button" className={styles.tab} data-pane={pane} aria-current={shown === pane} onClick={open}>
      <Icon size={20} stroke={1.75} aria-hidden />
      {t(`board.${pane}`)}
    </button>
  )
  return (
    <nav className={styles.panes} aria-label={t('board.title')} data-list={search.list ?? 'calls'}>
      {tab('calls', IconPhoneIncoming, () => go({ panel: undefined, list: undefined }))}
      {tab('units', IconAmbulance, () => go({ panel: undefined, list: 'units' }))}
      {tab('details', IconFileDescription, () =>
        go({ panel: search.call === undefined && search.unit !== undefined ? 'unit' : 'call' }, true),
      )}
    </nav>
  )
}
