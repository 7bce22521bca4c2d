import { Button } from '@mantine/core'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
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
  // Whatever the list does meanwhile, a form is about the trip that it was opened for.
  const [asking, setAsking] = useState<{ action: 'cancel' | 'redirect'; trip: TripView } | null>(null)
  const word = (action: string) => t(`trip.action.${action}`)
  const may = (action: string) => trip?.actions.includes(action) === true
  const send = (action: string, body: object = {}) => {
    if (!trip) say(t('trip.none_chosen'))
    else if (may(action)) void press(trip, action, body, word(action))
    else say(t('trip.not_now', { action: word(action), state: t(`trip.state.${trip.state}`) }))
  }
  const ask = (action: 'cancel' | 'redirect') => trip && may(action) && setAsking({ action, trip })
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
    r: () => ask('redirect'),
    k: () => ask('cancel'),
  })
  const whomOf = (one: TripView) => one.passengers.map(each => each.name).join(', ')
  const form = (
    <>
      {asking?.action === 'redirect' && <RedirectForm trip={asking.trip} onClose={() => setAsking(null)} />}
      {asking?.action === 'cancel' && (
        <AskDialog
          title={`${word('cancel')}: ${whomOf(asking.trip)}`}
          help={t('trip.cancel_ask')}
          word={word('cancel')}
          grave
          onClose={() => setAsking(null)}
          onSend={() => press(asking.trip, 'cancel', {}, word('cancel'))}
        />
      )}
    </>
  )
  if (!trip) return form
  const key = (of: string) => (singleKeys ? { rightSection: <KeyHint of={of} size="xs" />, 'aria-keyshortcuts': of } : {})
  const plain = { size: 'compact-md', variant: 'default' } as const
  return (
    // biome-ignore lint/a11y/useSemanticElements: these are no fields
    <div className={styles.keys} role="group" aria-label={whomOf(trip)}>
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
        <Button {...plain} onClick={() => ask('redirect')} {...key('R')}>
          {word('redirect')}
        </Button>
      )}
      {may('cancel') && (
        <Button {...plain} c="var(--critical)" onClick={() => ask('cancel')} {...key('K')}>
          {word('cancel')}
        </Button>
      )}
      {trip.note && <bdi className={styles.soft}>{trip.note}</bdi>}
      {form}
    </div>
  )
}
