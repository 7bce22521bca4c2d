/**
 * Shows what is pushed to this browser while no page of Attend is open, or another lies over it. It keeps nothing and serves no page: what the
 * crew's phone starts from without a network is another worker's (/crew).
 */

const icon = '/icons/192.png'

/** Milliseconds before each try to tell the server; a push that was shown on a bad line is told a little later. */
const tries = [0, 1_000, 5_000]

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
  const { id, text, lang, urgent } = said
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
    data: { id },
  })
  if (!Number.isSafeInteger(id)) return
  // Only now has this device got it.
  await post('/api/notifications/delivered', { ids: [id] })
  await tell({ type: 'pushed', id })
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
async function renew(before) {
  const key = await (await fetch('/api/notifications/push-key', { credentials: 'same-origin' })).json()
  const now = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key.public_key })
  const { endpoint, keys } = now.toJSON()
  await post('/api/notifications/devices', { name: 'Browser', endpoint, keys, replaces: before?.endpoint ?? null })
}

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))
self.addEventListener('push', event => event.waitUntil(show(event.data)))
self.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.id))
})
self.addEventListener('pushsubscriptionchange', event => event.waitUntil(renew(event.oldSubscription)))
