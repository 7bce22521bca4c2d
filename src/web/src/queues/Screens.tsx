import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import { CopyButton } from '../platform/CopyButton'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import type { QueueView, ScreensView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './screens.module.css'

type Page = keyof ScreensView

/** In the order in which they are looked for; without self service there is nothing to take by the others. */
const pagesOf = ({ self_service }: QueueView): readonly Page[] => (self_service ? ['poster', 'kiosk', 'wall', 'join'] : ['wall'])

/** The way to them, from wherever a queue is shown. */
export function ScreensButton({ queue }: { queue: QueueView }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        className={styles.button}
        variant="transparent"
        size="compact-sm"
        aria-label={`${t('queue.screens.title')}: ${queue.code}`}
        onClick={() => setOpen(true)}
      >
        {t('queue.screens.title')}
      </Button>
      {open && <Screens queue={queue} onClose={() => setOpen(false)} />}
    </>
  )
}

/** What hangs and stands in the house for a queue: each page with its address, as the server gives it. */
function Screens({ queue, onClose }: { queue: QueueView; onClose: () => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['screens', queue.id, queue.version],
    queryFn: ({ signal }) => answered(api.GET('/api/queues/{id}/screens', { params: { path: { id: queue.id } }, signal })),
  })
  return (
    <Dialog title={`${t('queue.screens.title')}: ${queue.code} ${queue.name}`} onClose={onClose}>
      {data ? (
        <ul className={styles.screens}>
          {pagesOf(queue).map(page => (
            <li key={page}>
              <One page={page} address={data[page]} />
            </li>
          ))}
          {!queue.self_service && <li>{t('queue.screens.staff_only')}</li>}
          {queue.self_service && queue.rotating_code && <li>{t('queue.screens.secret')}</li>}
        </ul>
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={8} />
      )}
    </Dialog>
  )
}

function One({ page, address }: { page: Page; address: string | null }) {
  const { t } = useTranslation()
  const word = t(`queue.screens.${page}`)
  if (address === null) {
    return (
      <>
        <h3>{word}</h3>
        <p>{t('queue.screens.no_poster')}</p>
      </>
    )
  }
  return (
    <>
      <h3>
        <a href={address} target="_blank" rel="noreferrer">
          {word}
        </a>
      </h3>
      <p>{t(`queue.screens.${page}_help`)}</p>
      <div className={styles.address}>
        <code>{address}</code>
        <CopyButton text={address} of={word} />
      </div>
    </>
  )
}
