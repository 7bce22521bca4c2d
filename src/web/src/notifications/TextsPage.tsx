import { NativeSelect } from '@mantine/core'
import { IconMessage, IconMessages } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { answered, api } from '../platform/api'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { PageFrame, Part } from '../platform/PageFrame'
import type { TextView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { kindWord } from './marks'
import styles from './texts.module.css'

/** What people are told, word by word, in the language that was chosen and as that is read. */
export function TextsPage() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/office/admin/texts' })
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery({
    queryKey: ['texts', search.language],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/admin/texts', { params: { query: search.language ? { language: search.language } : {} }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <PageFrame title={t('admin.place.texts')} lead={t('texts.lead')}>
      {error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : !data ? (
        <Loading lines={12} />
      ) : (
        <>
          <div className={filters.filters}>
            <NativeSelect
              label={t('texts.language')}
              value={search.language ?? data.language.tag}
              onChange={event => navigate({ to: '/admin/texts', search: { language: event.currentTarget.value }, replace: true })}
              data={data.languages.map(one => ({ value: one.tag, label: one.name }))}
            />
          </div>
          {data.items.map(item => (
            <Part key={item.kind} title={kindWord(t, item.kind)}>
              <p className={filters.soft}>{item.sentence ?? t('texts.not_yet')}</p>
              <Texts item={item} lang={data.language.tag} dir={data.language.direction} />
            </Part>
          ))}
        </>
      )}
    </PageFrame>
  )
}

function Texts({ item, lang, dir }: { item: TextView; lang: string; dir: string }) {
  const { t } = useTranslation()
  const words = ['title', 'text', 'short', 'lock', 'spoken'] as const
  return (
    <dl className={styles.texts}>
      {words.map(word => (
        <div key={word} className={styles.one}>
          <dt>{t(`texts.${word}`)}</dt>
          <dd lang={lang} dir={dir}>
            {item[word]}
          </dd>
          {word === 'short' && (
            <dd className={styles.length}>
              <Length sms={item.sms} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}

/** What one part holds: seven-bit letters or two bytes each, less where several must be put together again. */
const holds = (sms: TextView['sms']): number => (sms.alphabet === 'gsm7' ? (sms.segments === 1 ? 160 : 153) : sms.segments === 1 ? 70 : 67)

function Length({ sms }: { sms: TextView['sms'] }) {
  const { t } = useTranslation()
  return (
    <>
      <Mark
        icon={sms.segments === 1 ? IconMessage : IconMessages}
        tone={sms.segments === 1 ? 'plain' : 'medium'}
        word={t('texts.segments', { count: sms.segments })}
      />{' '}
      {t(`texts.${sms.alphabet}`, { places: sms.places, most: holds(sms) * sms.segments })}
    </>
  )
}
