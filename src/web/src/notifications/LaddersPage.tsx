import { Button, NativeSelect } from '@mantine/core'
import { IconAdjustments, IconPencil, IconRotate } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { PageFrame, Part } from '../platform/PageFrame'
import { RecordForm } from '../platform/RecordForm'
import type { LadderView, RungView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './ladders.module.css'
import { kindWord, WayMark } from './marks'
import { rungsField, waitWord } from './RungFields'

const key = ['ladders']
const any = 'any'
const priorities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const

const nameOf = (t: TFunction, { kind, priority }: LadderView): string =>
  priority === any ? kindWord(t, kind) : `${kindWord(t, kind)}, ${t(`priority.${priority}`)}`

const wholeName = (t: TFunction, one: LadderView): string =>
  one.priority === any ? `${nameOf(t, one)}, ${t('ladders.any')}` : nameOf(t, one)

/** How each kind of message climbs until somebody answers: step by step, as an administrator set it or as the kind does by itself. */
export function LaddersPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [editing, setEditing] = useState<LadderView | null>(null)
  const [resetting, setResetting] = useState<LadderView | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => answered(api.GET('/api/admin/ladders', { signal })),
  })
  const done = async (one: LadderView) => {
    await queries.invalidateQueries({ queryKey: key })
    say(t('admin.saved', { what: nameOf(t, one) }))
  }
  return (
    <PageFrame title={t('admin.place.ladders')} lead={t('ladders.lead')}>
      {data ? (
        [...new Set(data.items.map(one => one.kind))].map(kind => (
          <Kind key={kind} ladders={data.items.filter(one => one.kind === kind)} onEdit={setEditing} onReset={setResetting} />
        ))
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={12} />
      )}
      {editing && (
        <Dialog title={nameOf(t, editing)} onClose={() => setEditing(null)}>
          <p className={styles.lead}>{t('ladders.edit_lead')}</p>
          <RecordForm
            fields={[rungsField(t)]}
            initial={{ rungs: editing.rungs }}
            word={t('account.save')}
            onCancel={() => setEditing(null)}
            onSend={async values => {
              const { kind, priority } = editing
              await answered(
                api.PUT('/api/admin/ladders/{kind}/{priority}', {
                  params: { path: { kind, priority } },
                  body: { rungs: values.rungs as RungView[] },
                  headers: pressed(),
                }),
              )
              await done(editing)
              setEditing(null)
            }}
          />
        </Dialog>
      )}
      {resetting && (
        <AskDialog
          title={t('ladders.reset')}
          help={t('ladders.reset_ask', { what: nameOf(t, resetting) })}
          word={t('ladders.reset')}
          onClose={() => setResetting(null)}
          onSend={async () => {
            const { kind, priority } = resetting
            await answered(api.DELETE('/api/admin/ladders/{kind}/{priority}', { params: { path: { kind, priority } }, headers: pressed() }))
            await done(resetting)
          }}
        />
      )}
    </PageFrame>
  )
}

interface KindProps {
  ladders: readonly LadderView[]
  onEdit: (ladder: LadderView) => void
  onReset: (ladder: LadderView) => void
}

/** One kind: how it climbs, and for which priorities otherwise. */
function Kind({ ladders, onEdit, onReset }: KindProps) {
  const { t } = useTranslation()
  const whole = ladders.find(one => one.priority === any)
  if (!whole) return null
  const free = priorities.filter(priority => ladders.every(one => one.priority !== priority))
  const name = kindWord(t, whole.kind)
  return (
    <Part
      title={name}
      actions={
        free.length > 0 && (
          <NativeSelect
            aria-label={t('ladders.other_for', { what: name })}
            value=""
            data={[{ value: '', label: t('ladders.other') }, ...free.map(one => ({ value: one, label: t(`priority.${one}`) }))]}
            onChange={event => event.currentTarget.value && onEdit({ ...whole, priority: event.currentTarget.value, own: false })}
          />
        )
      }
    >
      <p className={filters.soft}>
        {whole.sentence} {t(`ladders.answered.${whole.answered}`)}
      </p>
      {ladders.map(one => (
        <section key={one.priority} className={styles.ladder} aria-label={wholeName(t, one)}>
          <h3>
            {one.priority !== any ? t(`priority.${one.priority}`) : t(ladders.length > 1 ? 'ladders.rest' : 'ladders.any')}{' '}
            {one.own && <Mark icon={IconAdjustments} tone="moving" word={t('ladders.own')} />}
          </h3>
          <ol className={styles.rungs}>
            {one.rungs.map(rung => (
              <li key={rung.after_seconds}>
                <b>{waitWord(t, rung.after_seconds ?? 0)}</b>
                <span>{rung.roles ? rung.roles.map(role => t(`role.${role}`)).join(', ') : t('ladders.those')}</span>
                <span className={styles.ways}>
                  {rung.ways?.map(way => (
                    <WayMark key={way} way={way} />
                  ))}
                </span>
              </li>
            ))}
          </ol>
          <p className={filters.row}>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPencil size={14} aria-hidden />}
              aria-label={`${t('admin.edit')}: ${wholeName(t, one)}`}
              onClick={() => onEdit(one)}
            >
              {t('admin.edit')}
            </Button>
            {one.own && (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconRotate size={14} aria-hidden />}
                aria-label={`${t('ladders.reset')}: ${nameOf(t, one)}`}
                onClick={() => onReset(one)}
              >
                {t('ladders.reset')}
              </Button>
            )}
          </p>
        </section>
      ))}
    </Part>
  )
}
