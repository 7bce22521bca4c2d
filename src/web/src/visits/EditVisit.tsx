import { say } from '../platform/announce'
import { answered, api } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { type Field, RecordForm } from '../platform/RecordForm'
import type { AppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useSaidRefusal } from './findings'
import { readVisit, useVisitAgain } from './reads'

interface Props {
  visit: AppointmentView
  title: string
  fields: readonly Field[]
  valuesOf: (visit: AppointmentView) => Readonly<Record<string, unknown>>
  known?: readonly AppointmentView[]
  onClose: () => void
}

/** Facts of a visit that have no key of their own, in a form against the version that is shown. */
export function EditVisit({ visit, title, fields, valuesOf, known = [], onClose }: Props) {
  const { t } = useTranslation()
  const again = useVisitAgain(visit.id)
  const said = useSaidRefusal(known)
  return (
    <Dialog title={title} onClose={onClose}>
      <RecordForm
        fields={fields}
        initial={valuesOf(visit)}
        word={t('account.save')}
        edit={{
          version: visit.version,
          again: async () => {
            const { appointment } = await readVisit(visit.id)
            return { version: appointment.version, values: valuesOf(appointment) }
          },
        }}
        onCancel={onClose}
        onSend={async (patch, version) => {
          await said(
            answered(
              api.PATCH('/api/appointments/{id}', {
                params: { path: { id: visit.id } },
                body: patch as never,
                headers: { 'If-Match': `"${version}"` },
              }),
            ),
          )
          await again()
          say(t('admin.saved', { what: visit.client_name }))
          onClose()
        }}
      />
    </Dialog>
  )
}
