import { Button } from '@mantine/core'
import { type Icon, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './steps.module.css'
import { stepWord } from './stepWord'

interface Props {
  /** To what the step is done, as routes call it. */
  thing: string
  action: string
  icon?: Icon
  onTake: () => void
}

/** The next step of the way, as the one big button of the screen. */
export function NextButton({ thing, action, icon: Picture = IconChevronRight, onTake }: Props) {
  const { t } = useTranslation()
  return (
    <Button fullWidth className={styles.next} leftSection={<Picture size={30} aria-hidden />} onClick={onTake} data-next={action}>
      {stepWord(t, thing, action)}
    </Button>
  )
}
