import { Button } from '@mantine/core'
import { IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './mapTools.module.css'

interface Props {
  map: { zoom: (by: number) => void; showAll: () => void }
}

/** Closer, farther, everything: for whoever has no wheel. */
export function MapTools({ map }: Props) {
  const { t } = useTranslation()
  return (
    <div className={styles.tools}>
      <Button variant="default" size="compact-md" aria-label={t('map.closer')} onClick={() => map.zoom(1)}>
        <IconPlus size={16} aria-hidden />
      </Button>
      <Button variant="default" size="compact-md" aria-label={t('map.farther')} onClick={() => map.zoom(-1)}>
        <IconMinus size={16} aria-hidden />
      </Button>
      <Button variant="default" size="compact-md" aria-label={t('map.all')} onClick={() => map.showAll()}>
        <IconFocusCentered size={16} aria-hidden />
      </Button>
    </div>
  )
}
