// needs live.js say.js tone.js awake.js
// What the page of a number does better with a script: it counts along as soon as somebody before it is called, and rings when it is its turn.
'use strict'

const byId = id => document.getElementById(id)
const live = byId('live')
const line = byId('line')
const words = JSON.parse(live.dataset.words)
const ring = byId('ring')
const renew = renewal(take, told)

/** A call is rung so often, and each time so many milliseconds after the last. */
const rings = 12
const every = 5000

let open = false
let known = Number(live.dataset.version)
/** How many are before this one, as the line has told and counted it; null where it has not said so, or is lost. */
let ahead = null
/** How many places the line has moved in all, and had when the page was asked for. */
let moves = 0
let movesAsked = 0
let forecast
let ringing
/** Lets the screen go dark again; nothing before somebody has asked to be rung. */
let sleep = () => {}

listen(live.dataset.follow, {
  hear,
  line(there) {
    open = there
    if (!there) ahead = null
    told(there)
  },
})
// Time changes what is forecast, and a line may be silent.
setInterval(ask, 60000)
addEventListener('offline', () => told(false))
document.addEventListener('submit', send)
document.addEventListener('click', hush)
// What was unfolded must not hide below what always stands at the foot.
document.addEventListener('toggle', ({ target }) => target.open && target.scrollIntoView({ block: 'nearest' }), true)
if (ring) offer()
if (live.dataset.state === 'CALLED') call()

function ask() {
  movesAsked = moves
  void renew()
}

function hear({ type, data, status }) {
  if (type === 'initial_data' || type === 'ticket_update') {
    const { ticket } = data
    const called = ticket.state === 'CALLED' && (live.dataset.state !== 'CALLED' || ticket.recalls > Number(live.dataset.recalls))
    ahead = ticket.ahead
    if (ticket.version !== known || ticket.state !== live.dataset.state) ask()
    else count()
    known = ticket.version
    if (called) {
      live.dataset.state = 'CALLED'
      live.dataset.recalls = ticket.recalls
      call()
    }
  } else if (type === 'queue_position_update') {
    moves++
    if (ahead !== null) ahead += data.moved
    count()
  } else if (type === 'forecast_update') {
    forecast = data.curve[live.dataset.level]
    count()
  } else if (type === 'queue_status_update' && status.state !== live.dataset.queue) {
    live.dataset.queue = status.state
    // All who wait hear this at once.
    setTimeout(ask, Math.random() * 5000)
  } else if (type === 'gap') {
    ahead = null
  }
}

/** Says the place and the wait again; what has not changed is not touched, so that it is not read aloud again. */
function count() {
  if (ahead === null || !byId('place')) return
  const before = say(words['ticket.ahead'], { ahead })
  put(byId('place'), say(words['ticket.place'], { position: ahead + 1 }))
  put(byId('ahead'), before)
  if (live.dataset.queue !== 'PAUSED') put(byId('next'), ahead === 0 ? byId('next').dataset.first : byId('next').dataset.waiting)
  if (forecast?.length > 0) put(byId('wait'), wait(...at(forecast, ahead)))
  document.title = say(words['ticket.tab'], { number: live.dataset.number, state: before })
}

/** From and to, in seconds, for so many ahead: between the two nearest points of the curve. */
function at(curve, ahead) {
  const next = curve.findIndex(([point]) => point >= ahead)
  if (next <= 0) return (next === 0 ? curve[0] : curve[curve.length - 1]).slice(1)
  const [low, high] = [curve[next - 1], curve[next]]
  const part = (ahead - low[0]) / (high[0] - low[0])
  return [1, 2].map(bound => Math.round(low[bound] + (high[bound] - low[bound]) * part))
}

/** The same rounding, outwards, and the same sentences as the server's (WaitWords.cs). */
function wait(fromSeconds, toSeconds) {
  const from = Math.max(0, Math.floor(fromSeconds / 60))
  const to = Math.max(1, Math.ceil(toSeconds / 60))
  const step = to <= 10 ? 1 : to <= 60 ? 5 : to <= 180 ? 15 : 60
  const each = step === 60 ? 60 : 1
  const bounds = { unit: each === 60 ? 'hour' : 'minute', from: (Math.floor(from / step) * step) / each, to: (Math.ceil(to / step) * step) / each }
  const sentence = bounds.from === 0 ? 'wait.within' : bounds.from === bounds.to ? 'wait.about' : 'wait.between'
  return say(words[sentence], bounds)
}

function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text
}

/**
 * What the server wrote takes the place of what is shown, but for the place where the line has told it: that is not older. Somebody who is about
 * to give up their place is not interrupted by others' news.
 */
function take(page) {
  const now = page.getElementById('live')
  const before = news()
  const focused = live.contains(document.activeElement) ? document.activeElement.textContent : null
  if (live.querySelector('details[open]')) now.querySelector('details')?.setAttribute('open', '')
  Object.assign(live.dataset, now.dataset)
  known = Number(now.dataset.version)
  renewPieces(live, now)
  // What is put into a page together with its words is not read aloud everywhere.
  if (live.dataset.state !== 'CALLED' && news() !== before) put(byId('said'), news())
  if (focused !== null && !live.contains(document.activeElement)) {
    const same = [...live.querySelectorAll('button, summary')].find(one => one.textContent === focused)
    ;(same ?? live).focus({ preventScroll: true })
  }
  const [foot, shown] = [page.getElementById('worse'), byId('worse')]
  if (!foot) shown?.remove()
  else if (!shown) document.body.append(foot)
  if (ring) ring.parentElement.hidden = !page.getElementById('ring')
  if (!page.getElementById('ring')) sleep()
  document.title = page.title
  count()
  if (open && ahead === null && byId('place')) {
    // Whether the page has seen who moved meanwhile, nobody knows.
    if (moves !== movesAsked) ask()
    else ahead = Number(now.dataset.ahead)
  }
  if (live.dataset.state === 'CALLED') call()
  else quiet()
}

/** How it stands, in words. A call says itself. */
function news() {
  return [...live.querySelectorAll('.state, .wrong')].map(one => one.textContent).join(' ')
}

function told(well) {
  put(line, well && open ? line.dataset.live : '')
  byId('lost').hidden = well
}

/** A form is sent without leaving the page: another page would have to be touched again before it may ring. */
async function send(event) {
  event.preventDefault()
  const form = event.target
  const button = form.querySelector('button')
  if (button.getAttribute('aria-disabled')) return
  button.setAttribute('aria-disabled', 'true')
  byId('unsent').hidden = true
  const request = { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { accept: 'text/html' } }
  const answer = await fetch(form.action, request).then(
    came => came.text(),
    () => '',
  )
  button.removeAttribute('aria-disabled')
  const page = new DOMParser().parseFromString(answer, 'text/html')
  const arrived = page.getElementById('live') !== null
  // Nobody may believe that a nurse was told who was not.
  byId('unsent').hidden = arrived
  if (!arrived) {
    ask()
    return
  }
  take(page)
  ;(live.querySelector('.wrong') ?? live.firstElementChild).scrollIntoView({ block: 'nearest' })
}

/** A touch that lets the page ring. */
function offer() {
  const said = byId('rings')
  ring.parentElement.hidden = false
  ring.addEventListener('click', async () => {
    if (await allowSound()) void chime([523])
    if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission()
    sleep = stayAwake()
    said.textContent = said.dataset.rings
    said.focus()
    ring.hidden = true
  })
}

/** Rings, shakes and shows itself until somebody touches the page, or for a minute. */
function call() {
  if (ringing?.call === live.dataset.recalls) return
  quiet()
  let left = rings
  const again = () => {
    void chime([784, 659, 523, 784])
    if (navigator.vibrate) navigator.vibrate([400, 150, 400, 150, 800])
    if (--left === 0) clearInterval(ringing.timer)
  }
  ringing = { call: live.dataset.recalls, timer: setInterval(again, every), shown: notify() }
  again()
}

/** On many telephones only a service worker may show a notice, and there the page itself has to do. */
function notify() {
  if (!('Notification' in window) || Notification.permission !== 'granted' || !document.hidden) return undefined
  try {
    return new Notification(byId('rings').dataset.call, { body: live.dataset.number, tag: 'attend-call', requireInteraction: true })
  } catch (refused) {
    console.info(refused.message)
    return undefined
  }
}

/** Somebody has noticed: it rings no more for this call. */
function hush() {
  clearInterval(ringing?.timer)
  ringing?.shown?.close()
}

function quiet() {
  hush()
  ringing = undefined
}
