import { Button } from '@mantine/core'
import { type Icon, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './steps.module.css'

/** The next step of the way, as the one big button of the screen. */
export function NextButton({ action, icon: Picture = IconChevronRight, onTake }: { action: string; icon?: Icon; onTake: () => void }) {
  const { t } = useTranslation()
  return (
    <Button fullWidth className={styles.next} leftSection={<Picture size={30} aria-hidden />} onClick={onTake} data-next={action}>
      {t(`action.${action}`)}
    </Button>
  )
}
