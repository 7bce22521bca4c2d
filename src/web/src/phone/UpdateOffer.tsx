import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from '../platform/words/useTranslation'
import { useInstalled } from './install'
import styles from './phone.module.css'

/** A new version is offered, never forced, and not in mid-call. */
export function UpdateOffer({ busy }: { busy: boolean }) {
  const { t } = useTranslation()
  const renew = useInstalled()
  const [taken, setTaken] = useState(false)
  useEffect(() => {
    if (taken) renew?.()
  }, [taken, renew])
  if (busy || !renew) return null
  return (
    <section className={styles.offer} aria-label={t('phone.update')}>
      <p>{t('phone.update')}</p>
      <Button size="md" loading={taken} leftSection={<IconDownload size={18} aria-hidden />} onClick={() => setTaken(true)}>
        {t('phone.update_now')}
      </Button>
    </section>
  )
}
