/**
 * Shows what is pushed to this browser while no page of Attend is open, or another lies over it. It keeps nothing and serves no page: what the
 * crew's phone starts from without a network is another worker's (/crew).
 */

const icon = '/icons/192.png'

/** Milliseconds before each try to tell the server; a push that was shown on a bad line is told a little later. */
const tries = [0, 1_000, 5_000]

/** Of what lies on the lock screen so many are asked about, the newest. */
const mostAsked = 20

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true })

async function post(path, body) {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), credentials: 'same-origin' }
  for (const pause of tries) {
    await new Promise(resolve => setTimeout(resolve, pause))
    try {
      const answer = await fetch(path, init)
      // What is refused now is refused the next time too.
      if (answer.status < 500 && answer.status !== 429) return answer
    } catch {
      // No line; it is tried again.
    }
  }
}

async function tell(message) {
  for (const page of await windows()) page.postMessage(message)
}

async function show(data) {
  let said = {}
  try {
    said = data?.json() ?? {}
  } catch {
    // Not ours, and yet a browser wants every push to be shown.
  }
  const { id, message, text, lang, urgent } = said
  // The words were written for a lock screen, which anybody reads. What is said again takes the place of what was said.
  await self.registration.showNotification('Attend', {
    body: typeof text === 'string' ? text : '',
    lang: typeof lang === 'string' ? lang : '',
    tag: `attend ${id ?? ''}`,
    icon,
    badge: icon,
    // What a life hangs on stays until somebody looks, and shakes the phone as long as that may.
    requireInteraction: urgent === true,
    vibrate: urgent === true ? [500, 200, 500, 200, 500] : [200],
    data: { id, message },
  })
  if (!Number.isSafeInteger(id)) return
  // Only now has this device got it.
  await post('/api/notifications/delivered', { ids: [id] })
  await tell({ type: 'pushed', id })
  await tidy(id)
}

/** Whether a message that lies here was read elsewhere or is over; where nobody answers it stays. */
async function isDone(id) {
  try {
    const answer = await fetch(`/api/notifications/${id}`, { credentials: 'same-origin' })
    if (!answer.ok) return answer.status === 404
    const { state, over } = await answer.json()
    return over !== null || state === 'READ' || state === 'ACKNOWLEDGED'
  } catch {
    return false
  }
}

/**
 * Takes from the lock screen what need not lie there any more. While no page is open nothing else tells this device of it, and a push that shows
 * nothing is no push to a browser: so it is looked at whenever one comes, and that one stays.
 */
async function tidy(but) {
  const shown = (await self.registration.getNotifications()).filter(({ data }) => Number.isSafeInteger(data?.id) && data.id !== but)
  await Promise.all(
    shown.slice(-mostAsked).map(async one => {
      if (await isDone(one.data.id)) one.close()
    }),
  )
}

async function open(id) {
  const pages = await windows()
  const page = pages.find(one => one.focused) ?? pages.find(one => one.visibilityState === 'visible') ?? pages[0]
  const path = id === undefined ? '/' : `/notified?id=${id}`
  if (!page) return self.clients.openWindow(path)
  try {
    await page.focus()
  } catch {
    return self.clients.openWindow(path)
  }
  if (id !== undefined) page.postMessage({ type: 'opened', id })
}

/** The push service gave this browser another address: the server is told before the next message. */
async function renew(before, given) {
  const now = given ?? (await subscribe())
  const { endpoint, keys } = now.toJSON()
  await post('/api/notifications/devices', { name: 'Browser', endpoint, keys, replaces: before?.endpoint ?? null })
}

async function subscribe() {
  const key = await (await fetch('/api/notifications/push-key', { credentials: 'same-origin' })).json()
  return self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key.public_key })
}

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))
self.addEventListener('push', event => event.waitUntil(show(event.data)))
self.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.id))
})
self.addEventListener('pushsubscriptionchange', event => event.waitUntil(renew(event.oldSubscription, event.newSubscription)))
// A page is open again, and asks.
self.addEventListener('message', event => {
  if (event.data?.type === 'tidy') event.waitUntil(tidy())
})
