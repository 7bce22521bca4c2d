import { Button } from '@mantine/core'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { KeyHint } from '../platform/KeyHint'
import { useKeys } from '../platform/keys'
import { useSettings } from '../platform/settings'
import type { TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { type Ranked, waits } from './pickups'
import styles from './pickups.module.css'
import { RedirectForm } from './RedirectForm'
import { useAssigning } from './useAssigning'

interface Props {
  trip: TripView | undefined
  /** Whom the keys mean: who was chosen, else the best; undefined while nobody knows who that is. */
  driver: Ranked | undefined
}

/** What can be done with the chosen trip, by button and by key. */
export function TripKeys({ trip, driver }: Props) {
  const { t } = useTranslation()
  const { singleKeys } = useSettings()
  const { busy, press } = useAssigning()
  const [asking, setAsking] = useState<'cancel' | 'redirect' | null>(null)
  const word = (action: string) => t(`trip.action.${action}`)
  const may = (action: string) => trip?.actions.includes(action) === true
  const send = (action: string, body: object = {}) => {
    if (trip && may(action)) void press(trip, action, body, word(action))
  }
  const seat = driver?.seat
  // A key that is faster than the list is not lost: the nearest is the server's to say.
  const give = () => send('assign', driver ? { driver_id: driver.driver.user_id } : { by: 'nearest' })
  const share = () => seat && send('assign', { run_id: seat.run_id })
  useKeys({
    a: give,
    s: share,
    b: () => send('assign', { by: 'nearest' }),
    l: () => send('assign', { by: 'longest_waiting' }),
    o: () => send('offer'),
    u: () => send('unassign'),
    r: () => may('redirect') && setAsking('redirect'),
    k: () => may('cancel') && setAsking('cancel'),
  })
  if (!trip) return null
  const whom = trip.passengers.map(one => one.name).join(', ')
  const key = (of: string) => (singleKeys ? { rightSection: <KeyHint of={of} size="xs" />, 'aria-keyshortcuts': of } : {})
  const plain = { size: 'compact-md', variant: 'default' } as const
  return (
    // biome-ignore lint/a11y/useSemanticElements: these are no fields
    <div className={styles.keys} role="group" aria-label={whom}>
      {may('assign') && waits(trip) && (
        <>
          <Button size="compact-md" loading={busy === 'assign'} onClick={give} {...key('A')}>
            {driver ? t('trip.assign_to', { name: driver.driver.name }) : word('assign')}
          </Button>
          {seat && (
            <Button {...plain} onClick={share} {...key('S')}>
              {t('trip.share', { name: driver.driver.name })}
            </Button>
          )}
          <Button {...plain} onClick={() => send('assign', { by: 'nearest' })} {...key('B')}>
            {t('trip.nearest')}
          </Button>
          <Button {...plain} onClick={() => send('assign', { by: 'longest_waiting' })} {...key('L')}>
            {t('trip.longest')}
          </Button>
        </>
      )}
      {may('offer') && (
        <Button {...plain} loading={busy === 'offer'} onClick={() => send('offer')} {...key('O')}>
          {word('offer')}
        </Button>
      )}
      {may('unassign') && (
        <Button {...plain} loading={busy === 'unassign'} onClick={() => send('unassign')} {...key('U')}>
          {word('unassign')}
        </Button>
      )}
      {may('redirect') && (
        <Button {...plain} onClick={() => setAsking('redirect')} {...key('R')}>
          {word('redirect')}
        </Button>
      )}
      {may('cancel') && (
        <Button {...plain} c="var(--critical)" onClick={() => setAsking('cancel')} {...key('K')}>
          {word('cancel')}
        </Button>
      )}
      {trip.note && <bdi className={styles.soft}>{trip.note}</bdi>}
      {asking === 'redirect' && <RedirectForm trip={trip} onClose={() => setAsking(null)} />}
      {asking === 'cancel' && (
        <AskDialog
          title={`${word('cancel')}: ${whom}`}
          help={t('trip.cancel_ask')}
          word={word('cancel')}
          grave
          onClose={() => setAsking(null)}
          onSend={() => press(trip, 'cancel', {}, word('cancel'))}
        />
      )}
    </div>
  )
}
