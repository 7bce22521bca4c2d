import { Button, NativeSelect } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { siteChoices, useSites } from '../people/sites'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame, Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { RecordForm } from '../platform/RecordForm'
import { useUser } from '../platform/session'
import type { DeskView, QueueView, SiteView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { DeskStateMark, QueueStateMark } from './marks'
import { deskFields, deskValues, newDesk, newQueue, queueFields, queueValues, setupAbout } from './queueForm'
import { useDesks, useQueues } from './reads'
import { ScreensButton } from './Screens'
import styles from './setup.module.css'

/** Queues with what is set of them, and the desks that serve them. */
export function QueueSetupPage() {
  const { t } = useTranslation()
  const queues = useQueues()
  const desks = useDesks()
  const sites = useSites()
  const [site, setSite] = useState('')
  const error = queues.error ?? desks.error ?? sites.error
  const at = <T extends { site_id: number }>(things: readonly T[]) => things.filter(one => site === '' || String(one.site_id) === site)
  return (
    <PageFrame title={t('admin.place.queue_setup')} lead={t('admin.about.queue_setup')}>
      <div className={filters.filters}>
        <NativeSelect
          label={t('admin.site')}
          value={site}
          onChange={event => setSite(event.currentTarget.value)}
          data={[{ value: '', label: t('admin.any') }, ...siteChoices(sites.data)]}
        />
      </div>
      {queues.data && desks.data && sites.data ? (
        <>
          <Queues rows={at(queues.data)} sites={sites.data} />
          <Desks rows={at(desks.data)} queues={queues.data} sites={sites.data} />
        </>
      ) : error ? (
        <Failed problem={error} onAgain={() => Promise.all([queues.refetch(), desks.refetch(), sites.refetch()])} />
      ) : (
        <Loading lines={10} />
      )}
    </PageFrame>
  )
}

function Queues({ rows, sites }: { rows: readonly QueueView[]; sites: readonly SiteView[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<QueueView | 'new' | null>(null)
  const scales = useQuery({
    queryKey: ['scales'],
    queryFn: ({ signal }) => answered(api.GET('/api/scales', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  const close = () => setChosen(null)
  const saved = async (queue: QueueView) => {
    await queries.invalidateQueries({ queryKey: ['queues'] })
    say(t('admin.saved', { what: queue.code }))
    close()
  }
  return (
    <Part
      title={t('queue.setup.queues')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setChosen('new')}>
          {t('queue.setup.new_queue')}
        </Button>
      }
    >
      <PlainTable<QueueView>
        label={t('queue.setup.queues')}
        rows={rows.toSorted((a, b) => a.site_name.localeCompare(b.site_name) || a.code.localeCompare(b.code))}
        keyOf={queue => queue.id}
        empty={t('queue.none')}
        columns={[
          {
            head: t('queue.setup.code'),
            cell: queue => (
              <Button className={filters.name} variant="transparent" size="compact-sm" onClick={() => setChosen(queue)}>
                {queue.code}
              </Button>
            ),
          },
          { head: t('account.name'), cell: queue => <bdi>{queue.name}</bdi> },
          { head: t('admin.site'), cell: queue => <bdi>{queue.site_name}</bdi> },
          { head: t('admin.state'), cell: queue => <QueueStateMark state={queue.state} /> },
          { head: t('queue.setup.order'), cell: queue => t(`queue.scheme.${queue.scheme}`) },
          { head: t('queue.setup.capacity'), cell: queue => queue.capacity ?? t('queue.setup.any_number'), number: true },
          { head: t('admin.actions'), cell: queue => <Links queue={queue} /> },
        ]}
      />
      {chosen === 'new' && (
        <Dialog title={t('queue.setup.new_queue')} onClose={close}>
          <RecordForm
            fields={queueFields(t, scales, sites, true)}
            initial={newQueue}
            word={t('queue.setup.add_queue')}
            about={setupAbout}
            onCancel={close}
            onSend={async ({ site_id, code, ...queue }) =>
              saved(await answered(api.POST('/api/queues', { body: { site_id, code, queue } as never, headers: pressed() })))
            }
          />
        </Dialog>
      )}
      {chosen !== null && chosen !== 'new' && (
        <Dialog title={`${chosen.code} ${chosen.name}`} onClose={close}>
          <RecordForm
            fields={queueFields(t, scales, sites, false)}
            initial={queueValues(chosen)}
            word={t('account.save')}
            about={setupAbout}
            edit={{
              version: chosen.version,
              again: async () => {
                const present = await answered(api.GET('/api/queues/{id}', { params: { path: { id: chosen.id } } }))
                return { version: present.version, values: queueValues(present) }
              },
            }}
            onCancel={close}
            onSend={async (patch, version) =>
              saved(
                await answered(
                  api.PATCH('/api/queues/{id}', {
                    params: { path: { id: chosen.id } },
                    body: patch as never,
                    headers: { 'If-Match': `"${version}"` },
                  }),
                ),
              )
            }
          />
        </Dialog>
      )}
    </Part>
  )
}

/** What belongs to a queue and has a page of its own. */
function Links({ queue }: { queue: QueueView }) {
  const { t } = useTranslation()
  return (
    <div className={styles.links}>
      <Link to="/queues/$id/hours" params={{ id: String(queue.id) }}>
        {t('queue.hours.title')}
      </Link>
      <ScreensButton queue={queue} />
    </div>
  )
}

function Desks({ rows, queues, sites }: { rows: readonly DeskView[]; queues: readonly QueueView[]; sites: readonly SiteView[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const user = useUser()
  const [chosen, setChosen] = useState<DeskView | 'new' | null>(null)
  const [retiring, setRetiring] = useState<DeskView | null>(null)
  const close = () => setChosen(null)
  const again = () => queries.invalidateQueries({ queryKey: ['desks'] })
  const saved = async (desk: DeskView) => {
    await again()
    say(t('admin.saved', { what: desk.name }))
    close()
  }
  const siteOf = (desk: DeskView) => sites.find(one => one.id === desk.site_id)?.name ?? `#${desk.site_id}`
  const codes = (desk: DeskView) => desk.queues.map(id => queues.find(queue => queue.id === id)?.code ?? `#${id}`).join(', ')
  return (
    <Part
      title={t('queue.setup.desks')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setChosen('new')}>
          {t('queue.setup.new_desk')}
        </Button>
      }
    >
      <PlainTable<DeskView>
        label={t('queue.setup.desks')}
        rows={rows.toSorted((a, b) => siteOf(a).localeCompare(siteOf(b)) || a.name.localeCompare(b.name, undefined, { numeric: true }))}
        keyOf={desk => desk.id}
        empty={t('queue.no_desk')}
        columns={[
          {
            head: t('account.name'),
            cell: desk => (
              <Button className={filters.name} variant="transparent" size="compact-sm" onClick={() => setChosen(desk)}>
                {desk.name}
              </Button>
            ),
          },
          { head: t('admin.kind'), cell: desk => t(`queue.desk_kind.${desk.kind}`) },
          { head: t('admin.site'), cell: desk => <bdi>{siteOf(desk)}</bdi> },
          { head: t('queue.setup.serves'), cell: codes },
          { head: t('admin.state'), cell: desk => <DeskStateMark state={desk.state} /> },
          {
            head: t('admin.actions'),
            cell: desk => (
              <Button
                size="compact-sm"
                variant="default"
                c="var(--critical)"
                aria-label={`${t('queue.setup.retire')}: ${desk.name}`}
                onClick={() => setRetiring(desk)}
              >
                {t('queue.setup.retire')}
              </Button>
            ),
          },
        ]}
      />
      {chosen === 'new' && (
        <Dialog title={t('queue.setup.new_desk')} onClose={close}>
          <RecordForm
            fields={deskFields(t, queues, sites, null)}
            initial={newDesk(sites, user?.roles.find(role => role.site_id != null)?.site_id ?? null)}
            word={t('queue.setup.add_desk')}
            about={setupAbout}
            onCancel={close}
            onSend={async ({ site_id, ...desk }) =>
              saved(await answered(api.POST('/api/desks', { body: { site_id, desk } as never, headers: pressed() })))
            }
          />
        </Dialog>
      )}
      {chosen !== null && chosen !== 'new' && (
        <Dialog title={chosen.name} onClose={close}>
          <RecordForm
            fields={deskFields(t, queues, sites, chosen.site_id)}
            initial={deskValues(chosen)}
            word={t('account.save')}
            about={setupAbout}
            edit={{
              version: chosen.version,
              again: async () => {
                await again()
                // One desk has no address of its own to be read at: it is the first of the list behind the one before.
                const found = await answered(api.GET('/api/desks', { params: { query: { after: chosen.id - 1, limit: 1 } } }))
                const present = found.items.find(desk => desk.id === chosen.id) ?? chosen
                return { version: present.version, values: deskValues(present) }
              },
            }}
            onCancel={close}
            onSend={async (patch, version) =>
              saved(
                await answered(
                  api.PATCH('/api/desks/{id}', {
                    params: { path: { id: chosen.id } },
                    body: patch as never,
                    headers: { 'If-Match': `"${version}"` },
                  }),
                ),
              )
            }
          />
        </Dialog>
      )}
      {retiring && (
        <AskDialog
          title={`${t('queue.setup.retire')}: ${retiring.name}`}
          help={t('queue.setup.retire_help')}
          word={t('queue.setup.retire')}
          grave
          problems="queue.problem"
          onClose={() => setRetiring(null)}
          onSend={async () => {
            await answered(api.DELETE('/api/desks/{id}', { params: { path: { id: retiring.id } }, headers: pressed() }))
            await again()
            say(t('queue.setup.retired', { desk: retiring.name }))
          }}
        />
      )}
    </Part>
  )
}
