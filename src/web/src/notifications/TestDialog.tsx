import { useState } from 'react'
import { answered, api } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Once } from '../platform/Once'
import { type Field, RecordForm } from '../platform/RecordForm'
import type { Way, WayTestView, WebhookView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { OutcomeMark } from './marks'
import styles from './ways.module.css'

interface Props {
  way: Way
  /** One that was named before; its address and secret are known. */
  webhook?: WebhookView
  onClose: () => void
  onDone: () => void
}

/** One real message by a way, at once, and what became of it. The dialog stays, so that it can be sent again after something was mended. */
export function TestDialog({ way, webhook, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const [result, setResult] = useState<WayTestView | null>(null)
  const fields: Record<Exclude<Way, 'in_app'>, Field[]> = {
    email: [{ name: 'address', label: t('ways.test_email'), as: 'email', help: t('ways.test_own') }],
    sms: [{ name: 'address', label: t('ways.test_phone'), as: 'tel', help: t('ways.test_phone_help') }],
    voice: [{ name: 'address', label: t('ways.test_phone'), as: 'tel', help: t('ways.test_phone_help') }],
    web_push: [],
    webhook: [
      { name: 'address', label: t('ways.test_webhook'), required: true },
      { name: 'secret', label: t('ways.test_secret'), help: t('ways.test_secret_help') },
    ],
  }
  const asked = way === 'in_app' || webhook ? [] : fields[way]
  return (
    <Dialog title={t('ways.test_of', { way: webhook?.name ?? t(`way.${way}`) })} onClose={onClose}>
      <div className={styles.stack}>
        <p className={filters.soft}>
          {way === 'web_push' && `${t('ways.test_push')} `}
          {t('ways.test_cost')}
        </p>
        <RecordForm
          fields={asked}
          initial={Object.fromEntries(asked.map(field => [field.name, null]))}
          word={t('ways.test_send')}
          onCancel={onClose}
          onSend={async values => {
            setResult(null)
            const body = { address: null, device_id: null, webhook_id: webhook?.id ?? null, secret: null, ...values }
            setResult(await answered(api.POST('/api/admin/ways/{name}/test', { params: { path: { name: way } }, body })))
            onDone()
          }}
        />
        {result && <Result result={result} />}
      </div>
    </Dialog>
  )
}

function Result({ result }: { result: WayTestView }) {
  const { t } = useTranslation()
  const { milliseconds } = result
  const provider = result.provider ?? t('ways.result_nobody')
  return (
    <section className={styles.result} aria-label={t('ways.result')}>
      <p className={filters.row} role="status">
        <OutcomeMark outcome={result.outcome} /> <bdi>{t('ways.result_at', { provider, milliseconds })}</bdi>
      </p>
      {result.detail && <p dir="auto">{result.detail}</p>}
      {result.provider_id && <p className={filters.soft}>{t('ways.result_id', { id: result.provider_id })}</p>}
      {result.secret && <Once parts={[{ text: result.secret, about: t('ways.signed_with') }]} onClose={() => {}} />}
    </section>
  )
}
