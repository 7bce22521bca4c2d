import { Button, Code } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { CopyButton } from '../platform/CopyButton'
import { Dialog } from '../platform/Dialog'
import { QrCode } from '../platform/QrCode'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import type { AppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useVisitAgain } from './reads'
import styles from './visit.module.css'

/** The link by which a client follows a visit without an account. It is kept by nobody, so each time another one is made, and asked for before. */
export function ClientLink({ visit }: { visit: AppointmentView }) {
  const { t } = useTranslation()
  const user = useUser()
  const again = useVisitAgain(visit.id)
  const [asking, setAsking] = useState(false)
  const [address, setAddress] = useState<string | null>(null)
  // What can be cancelled is still to be followed.
  if (!may(user, 'visits.plan') || !visit.actions.includes('cancel')) return null
  const give = async () => {
    const link = await answered(api.POST('/api/appointments/{id}/link', { params: { path: { id: visit.id } }, headers: pressed() }))
    setAddress(link.address)
    say(t('visit.link.made', { client: visit.client_name }))
    await again()
  }
  return (
    <section aria-label={t('visit.link.title')}>
      <div>
        <Button
          data-link
          size="compact-sm"
          variant="default"
          leftSection={<IconLink size={14} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {t('visit.link.title')}
        </Button>
      </div>
      {asking && (
        <AskDialog
          title={t('visit.link.title')}
          help={t('visit.link.ask')}
          word={t('visit.link.make')}
          onClose={() => setAsking(false)}
          onSend={give}
        />
      )}
      {address !== null && (
        <Dialog title={`${t('visit.link.title')}: ${visit.client_name}`} onClose={() => setAddress(null)}>
          <div className={styles.link}>
            <p>{t('visit.link.help')}</p>
            <QrCode text={address} label={t('visit.link.code')} />
            <Code block data-address>
              {address}
            </Code>
            <CopyButton text={address} />
          </div>
        </Dialog>
      )}
    </section>
  )
}
