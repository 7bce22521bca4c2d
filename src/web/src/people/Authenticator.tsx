import { Button, Code } from '@mantine/core'
import { IconDeviceMobile } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import { CopyButton } from '../platform/CopyButton'
import { Dialog } from '../platform/Dialog'
import { QrCode } from '../platform/QrCode'
import { type Field, RecordForm } from '../platform/RecordForm'
import { sessionQuery } from '../platform/session'
import { useSending } from '../platform/useSending'
import type { Me, TotpSecret } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './account.module.css'
import { Outcome } from './Outcome'

const about = { code_wrong: 'code', throttled: 'code' }

/** The second proof: an app that makes a code for every sign-in. Whoever loses it asks an administrator, who takes it off. */
export function Authenticator({ user }: { user: Me }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [doing, setDoing] = useState<TotpSecret | 'remove' | null>(null)
  const [done, setDone] = useState('')
  const { busy, problem, send } = useSending()
  const begin = () => {
    setDone('')
    void send(async () => setDoing(await answered(api.POST('/api/auth/totp'))))
  }
  const over = async (words: string) => {
    await queries.invalidateQueries({ queryKey: sessionQuery.queryKey })
    setDone(words)
    setDoing(null)
  }
  const fields: readonly Field[] = [
    { name: 'code', label: t('passkey.code'), help: t('passkey.code_help'), required: true, autoComplete: 'one-time-code' },
  ]
  return (
    <section className={styles.form} aria-labelledby="authenticator">
      <h3 id="authenticator">{t('totp.title')}</h3>
      <p>{t(user.totp ? 'totp.on' : 'totp.off')}</p>
      <Outcome problem={problem} done={done} />
      {/* One button for both, which has the keyboard again when the question over it is gone. */}
      <Button
        variant="default"
        leftSection={<IconDeviceMobile size={16} aria-hidden />}
        loading={busy}
        onClick={user.totp ? () => setDoing('remove') : begin}
      >
        {t(user.totp ? 'totp.remove' : 'totp.set_up')}
      </Button>
      {doing === 'remove' && (
        <Dialog title={t('totp.remove')} onClose={() => setDoing(null)}>
          <p>{t('totp.remove_help')}</p>
          <RecordForm
            fields={fields}
            initial={{ code: null }}
            word={t('totp.remove')}
            about={about}
            grave
            onCancel={() => setDoing(null)}
            onSend={async values => {
              await answered(api.POST('/api/auth/totp/remove', { body: values as { code: string } }))
              await over(t('totp.removed'))
            }}
          />
        </Dialog>
      )}
      {doing !== null && doing !== 'remove' && (
        <Dialog title={t('totp.set_up')} onClose={() => setDoing(null)}>
          <div className={styles.secret}>
            <p>{t('totp.scan')}</p>
            <QrCode text={doing.address} label={t('totp.code_of', { name: user.username })} />
            <p>
              {t('totp.type')} <a href={doing.address}>{t('totp.open')}</a>
            </p>
            {/* In fours, as it is read out and typed. */}
            <Code block>{doing.secret.match(/.{1,4}/g)?.join(' ')}</Code>
            <CopyButton text={doing.secret} />
          </div>
          <RecordForm
            fields={fields}
            initial={{ code: null }}
            word={t('totp.confirm')}
            about={about}
            onCancel={() => setDoing(null)}
            onSend={async values => {
              await answered(api.POST('/api/auth/totp/confirm', { body: values as { code: string } }))
              await over(t('totp.confirmed'))
            }}
          />
        </Dialog>
      )}
    </section>
  )
}
