import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { Once } from '../platform/Once'
import { PageFrame } from '../platform/PageFrame'
import { RecordForm } from '../platform/RecordForm'
import { useUser } from '../platform/session'
import { useTranslation } from '../platform/words/useTranslation'
import { SessionTable } from './SessionTable'

/** One's own sessions and tokens. */
export function SessionsPage() {
  const { t } = useTranslation()
  const user = useUser()
  const queries = useQueryClient()
  const [making, setMaking] = useState(false)
  const [token, setToken] = useState<string | null>(null)
  return (
    <PageFrame
      title={t('admin.place.sessions')}
      lead={t('admin.about.sessions')}
      actions={
        user?.permissions['tokens.manage'] && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
            {t('admin.token.new')}
          </Button>
        )
      }
    >
      {token && <Once parts={[{ text: token }]} onClose={() => setToken(null)} />}
      <SessionTable />
      {making && (
        <Dialog title={t('admin.token.new')} onClose={() => setMaking(false)}>
          <RecordForm
            fields={[
              { name: 'name', label: t('admin.token.name'), required: true, help: t('admin.token.name_help') },
              { name: 'days', label: t('admin.token.days'), as: 'number', help: t('admin.token.days_help') },
            ]}
            initial={{ name: null, days: null }}
            word={t('admin.token.make')}
            onCancel={() => setMaking(false)}
            onSend={async values => {
              const made = await answered(api.POST('/api/tokens', { body: values as { name: string; days: number | null } }))
              await queries.invalidateQueries({ queryKey: ['sessions'] })
              setToken(made.access_token)
              setMaking(false)
            }}
          />
        </Dialog>
      )}
    </PageFrame>
  )
}
