import { Button } from '@mantine/core'
import { IconArrowDown, IconMapPin } from '@tabler/icons-react'
import { agreed } from '../phone/agreed'
import { RingAlert } from '../phone/RingAlert'
import styles from '../phone/ringAlert.module.css'
import { useRoom, useSteps } from '../phone/room'
import { stepWord } from '../phone/stepWord'
import { now, useAtNow, useNow } from '../platform/clock'
import { useThings } from '../platform/live/useLive'
import type { OfferView, TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { offerDraft, usePicture } from './drive'
import own from './drive.module.css'
import { placeOf } from './placeOf'
import { useWho } from './who'

/** What the driver is asked, until they answer or its time is over. */
export function Offer() {
  const picture = usePicture()
  const trips = useThings(picture.of.trips)
  const answered = useSteps().filter(step => step.thing === 'offers')
  const open = useThings(picture.of.offers).filter(
    offer => offer.state === 'OPEN' && offer.actions.includes('accept') && !answered.some(step => step.thingId === offer.id),
  )
  const ends = (offer: OfferView) => (offer.expires_at === null ? 0 : Date.parse(offer.expires_at))
  const id = useAtNow(at => open.find(offer => ends(offer) > at)?.id ?? null)
  const offer = open.find(one => one.id === id)
  const trip = trips.find(one => one.id === offer?.trip_id)
  return offer && trip ? <Asked key={offer.id} offer={offer} trip={trip} /> : null
}

function Asked({ offer, trip }: { offer: OfferView; trip: TripView }) {
  const { t, i18n } = useTranslation()
  const { outbox } = useRoom()
  const who = useWho()
  const answer = (action: 'accept' | 'decline') => void outbox.add(offerDraft(offer, action, who(trip)))
  return (
    <RingAlert
      title={t(offer.binding ? 'drive.offer_binding' : 'drive.offer')}
      answers={
        <>
          <SecondsLeft until={offer.expires_at} />
          <Button fullWidth h="5.5rem" fz="1.5rem" variant="white" color="dark" onClick={() => answer('accept')}>
            {stepWord(t, 'offers', 'accept')}
          </Button>
          <Button fullWidth h="4rem" fz="1.25rem" variant="outline" className={own.decline} onClick={() => answer('decline')}>
            {stepWord(t, 'offers', 'decline')}
          </Button>
        </>
      }
    >
      {trip.urgency === 'urgent' && <p className={styles.marks}>{t('drive.urgent')}</p>}
      <p className={styles.place}>
        <IconMapPin size={28} aria-hidden />
        <span>
          <span className="spoken">{t('drive.from')}: </span>
          <bdi>{placeOf(t, trip.from)}</bdi>
        </span>
      </p>
      <p className={styles.place}>
        <IconArrowDown size={28} aria-hidden />
        <span>
          <span className="spoken">{t('drive.to')}: </span>
          <bdi>{placeOf(t, trip.to)}</bdi>
        </span>
      </p>
      <p className={styles.what}>
        {[
          trip.pick_up_at && t('drive.pick_up_at', { time: agreed(trip.pick_up_at, i18n.language, now()) }),
          t('drive.passengers', { count: trip.passengers.length }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </RingAlert>
  )
}

function SecondsLeft({ until }: { until: string | null }) {
  const { t } = useTranslation()
  const at = useNow()
  if (until === null) return null
  return <p className={own.left}>{t('drive.seconds_left', { seconds: Math.max(0, Math.ceil((Date.parse(until) - at) / 1000)) })}</p>
}
