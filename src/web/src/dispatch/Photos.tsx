import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import type { CallView, PhotoView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import panel from './panel.module.css'
import styles from './photos.module.css'

/** The photos that came with a public request, small; each opens whole in a page of its own. */
export function Photos({ call }: { call: CallView }) {
  return call.photos > 0 ? <Shown call={call} /> : null
}

function Shown({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const { data, error } = useQuery({
    queryKey: ['photos', call.id, call.photos],
    queryFn: ({ signal }) => answered(api.GET('/api/calls/{id}/photos', { params: { path: { id: call.id } }, signal })),
  })
  // As many places as there will be photos: nothing below moves when they come.
  const photos: (PhotoView | null)[] = data?.items ?? Array.from({ length: call.photos }, () => null)
  return (
    <section aria-labelledby="photos">
      <h3 id="photos">{t('photo.title')}</h3>
      {error ? (
        <p className={panel.soft}>{problemText(error)}</p>
      ) : (
        <ul className={styles.photos}>
          {photos.map((photo, index) => (
            <li key={photo?.id ?? `place-${index}`}>
              {photo && <Thumbnail call={call.id} photo={photo} number={index + 1} count={photos.length} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Thumbnail({ call, photo, number, count }: { call: number; photo: PhotoView; number: number; count: number }) {
  const { t, i18n } = useTranslation()
  const [undrawn, setUndrawn] = useState(false)
  const address = `/api/calls/${call}/photos/${photo.id}`
  const name = t('photo.one', { number, count, time: timeOfDay(photo.created_at, i18n.language, now()) })
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {undrawn ? (
        // Telephones send formats that not every browser draws.
        <span className={styles.undrawn}>{t('photo.undrawn', { name, type: photo.content_type })}</span>
      ) : (
        <img src={address} alt={name} loading="lazy" onError={() => setUndrawn(true)} />
      )}
    </a>
  )
}
