import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { problemOf } from '../platform/problem'
import { RecordForm } from '../platform/RecordForm'
import { may } from '../platform/rights'
import { saveFile } from '../platform/save'
import { useUser } from '../platform/session'
import { useProblemText } from '../platform/useProblemText'
import type { UserView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { HoldTable } from './HoldTable'

/** What becomes of a person's data: everything kept about them, legal holds, and the end of it. */
export function PersonalData({ user }: { user: UserView }) {
  const { t } = useTranslation()
  const me = useUser()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [erasing, setErasing] = useState(false)
  const [holding, setHolding] = useState(false)
  const { id, full_name: name } = user
  const erases = may(me, 'people.erase')
  const exports = may(me, 'people.export')
  const path = { params: { path: { id } } }
  const holds = useQuery({
    queryKey: ['holds', id],
    queryFn: ({ signal }) => answered(api.GET('/api/users/{id}/holds', { params: { path: { id }, query: { limit: 200 } }, signal })),
    enabled: erases,
  })
  if (!erases && !exports) return null
  const keep = async () => {
    try {
      const all = await answered(api.GET('/api/users/{id}/export', path))
      saveFile(`user-${id}.json`, new Blob([JSON.stringify(all, null, 2)], { type: 'application/json' }))
      say(t('admin.data.exported', { name }))
    } catch (failure) {
      say(problemText(problemOf(failure)), 'refused')
    }
  }
  return (
    <Part
      title={t('admin.data.title')}
      actions={
        <>
          {exports && (
            <Button variant="default" onClick={keep}>
              {t('admin.data.export')}
            </Button>
          )}
          {erases && (
            <>
              <Button variant="default" onClick={() => setHolding(true)}>
                {t('admin.hold.place')}
              </Button>
              <Button variant="default" c="var(--critical)" onClick={() => setErasing(true)}>
                {t('admin.data.erase')}
              </Button>
            </>
          )}
        </>
      }
    >
      {!erases ? null : holds.data ? (
        <HoldTable
          holds={holds.data.items}
          onLift={async hold => {
            await answered(
              api.POST('/api/users/{id}/holds/{holdId}/lift', { params: { path: { id, holdId: hold.id } }, headers: pressed() }),
            )
            await queries.invalidateQueries({ queryKey: ['holds'] })
          }}
        />
      ) : holds.error ? (
        <Failed problem={holds.error} onAgain={holds.refetch} />
      ) : (
        <Loading lines={2} />
      )}
      {holding && (
        <Dialog title={t('admin.hold.place')} onClose={() => setHolding(false)}>
          <RecordForm
            fields={[{ name: 'reason', label: t('field.reason'), as: 'text', required: true, help: t('admin.hold.help') }]}
            initial={{ reason: null }}
            word={t('admin.hold.place')}
            onCancel={() => setHolding(false)}
            onSend={async values => {
              await answered(api.POST('/api/users/{id}/holds', { ...path, body: values as { reason: string }, headers: pressed() }))
              await queries.invalidateQueries({ queryKey: ['holds'] })
              say(t('admin.hold.placed'))
              setHolding(false)
            }}
          />
        </Dialog>
      )}
      {erasing && (
        <AskDialog
          title={t('admin.data.erase')}
          help={t('admin.data.erase_ask', { name })}
          word={t('admin.data.erase')}
          grave
          typed={user.username}
          onClose={() => setErasing(false)}
          onSend={async () => {
            await answered(api.POST('/api/users/{id}/erase', { ...path, headers: pressed() }))
            queries.removeQueries({ queryKey: ['user', id] })
            await queries.invalidateQueries({ queryKey: ['users'] })
            say(t('admin.data.erased'))
            await navigate({ to: '/admin/users', replace: true })
          }}
        />
      )}
    </Part>
  )
}
