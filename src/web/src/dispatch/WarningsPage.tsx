import { Button, NativeSelect } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleOff, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Mark } from '../platform/Mark'
import { PageFrame } from '../platform/PageFrame'
import { usePages } from '../platform/pages'
import { RecordForm } from '../platform/RecordForm'
import { Table } from '../platform/Table'
import type { WarningView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

const kinds: readonly WarningView['kind'][] = ['VIOLENCE', 'ACCESS', 'INFECTION', 'OTHER']

/** What crews must know before they ring a bell, and the day on which somebody looks at it again. */
export function WarningsPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [kind, setKind] = useState('')
  const [ended, setEnded] = useState(false)
  const [adding, setAdding] = useState(false)
  const [chosen, setChosen] = useState<{ warning: WarningView; action: string } | null>(null)
  const pages = usePages<WarningView, number>(['warnings', kind, ended], (after, signal) =>
    answered(
      api.GET('/api/warnings', {
        params: { query: { ...(kind === '' ? {} : { kind: kind as WarningView['kind'] }), ended, after, limit: 200 } },
        signal,
      }),
    ),
  )
  const done = async (word: string) => {
    await queries.invalidateQueries({ queryKey: ['warnings'] })
    say(word)
    setAdding(false)
    setChosen(null)
  }
  const reviewOn = {
    name: 'review_on',
    label: t('admin.warning.review_on'),
    as: 'date' as const,
    required: true,
    help: t('admin.warning.review_help'),
  }
  return (
    <PageFrame
      tall
      title={t('admin.place.warnings')}
      lead={t('admin.about.warnings')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('admin.warning.new')}
        </Button>
      }
    >
      <search className={filters.filters}>
        <NativeSelect
          label={t('admin.kind')}
          value={kind}
          onChange={event => setKind(event.currentTarget.value)}
          data={[{ value: '', label: t('admin.any') }, ...kinds.map(each => ({ value: each, label: t(`warning.${each}`) }))]}
        />
        <NativeSelect
          label={t('admin.state')}
          value={ended ? 'ended' : 'standing'}
          onChange={event => setEnded(event.currentTarget.value === 'ended')}
          data={[
            { value: 'standing', label: t('admin.warning.standing') },
            { value: 'ended', label: t('admin.warning.ended') },
          ]}
        />
      </search>
      <Table
        label={t('admin.place.warnings')}
        pages={pages}
        keyOf={warning => warning.id}
        empty={t('admin.warning.none')}
        columns={[
          { head: t('field.address'), cell: one => <bdi>{one.address}</bdi>, width: 'minmax(0, 1.5fr)' },
          { head: t('admin.kind'), cell: one => t(`warning.${one.kind}`) },
          { head: t('field.text'), cell: one => <bdi>{one.text}</bdi>, width: 'minmax(0, 2fr)' },
          {
            head: t('admin.warning.review_on'),
            cell: one =>
              one.ended_at ? (
                <Mark icon={IconCircleOff} word={t('admin.warning.ended')} tone="aside" />
              ) : one.review_due ? (
                <Mark icon={IconAlertTriangle} word={t('admin.warning.due', { day: one.review_on })} tone="high" />
              ) : (
                <Mark icon={IconCircleCheck} word={one.review_on} tone="plain" />
              ),
          },
          {
            head: t('admin.actions'),
            cell: one =>
              one.actions.length > 0 && (
                <div className={filters.row}>
                  {one.actions.map(action => (
                    <Button
                      key={action}
                      size="compact-sm"
                      variant="default"
                      aria-label={`${t(`admin.warning.${action}`)}: ${one.address}`}
                      onClick={() => setChosen({ warning: one, action })}
                    >
                      {t(`admin.warning.${action}`)}
                    </Button>
                  ))}
                </div>
              ),
          },
        ]}
      />
      {adding && (
        <Dialog title={t('admin.warning.new')} onClose={() => setAdding(false)}>
          <RecordForm
            fields={[
              { name: 'address', label: t('field.address'), required: true },
              {
                name: 'kind',
                label: t('admin.kind'),
                as: 'choice',
                required: true,
                choices: kinds.map(each => ({ value: each, label: t(`warning.${each}`) })),
              },
              { name: 'text', label: t('field.text'), as: 'text', required: true },
              reviewOn,
              { name: 'latitude', label: t('admin.latitude'), as: 'number' },
              { name: 'longitude', label: t('admin.longitude'), as: 'number' },
            ]}
            initial={{ address: null, kind: null, text: null, review_on: null, latitude: null, longitude: null }}
            word={t('admin.warning.add')}
            onCancel={() => setAdding(false)}
            onSend={async values => {
              await answered(api.POST('/api/warnings', { body: values as never, headers: pressed() }))
              await done(t('admin.warning.added'))
            }}
          />
        </Dialog>
      )}
      {chosen?.action === 'review' && (
        <Dialog title={`${t('admin.warning.review')}: ${chosen.warning.address}`} onClose={() => setChosen(null)}>
          <RecordForm
            fields={[reviewOn, { name: 'text', label: t('field.text'), as: 'text', required: true }]}
            initial={{ review_on: null, text: chosen.warning.text }}
            word={t('admin.warning.review_do')}
            onCancel={() => setChosen(null)}
            onSend={async values => {
              await answered(
                api.POST('/api/warnings/{id}/review', {
                  params: { path: { id: chosen.warning.id } },
                  body: values as never,
                  headers: pressed(),
                }),
              )
              await done(t('admin.warning.reviewed'))
            }}
          />
        </Dialog>
      )}
      {chosen?.action === 'end' && (
        <AskDialog
          title={`${t('admin.warning.end')}: ${chosen.warning.address}`}
          help={t('admin.warning.end_ask')}
          word={t('admin.warning.end')}
          grave
          onClose={() => setChosen(null)}
          onSend={async () => {
            await answered(api.POST('/api/warnings/{id}/end', { params: { path: { id: chosen.warning.id } }, headers: pressed() }))
            await done(t('admin.warning.was_ended'))
          }}
        />
      )}
    </PageFrame>
  )
}
