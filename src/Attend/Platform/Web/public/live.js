// How a page for strangers stays what it should show: it listens, and asks for itself again.
'use strict'

/**
 * Listens to a channel and comes back by itself when the line was lost: with where it was, ever more slowly, and not at one time with everybody.
 * @param {string} address of the channel, with its query
 * @param {(message: object) => void} hear takes every message
 * @param {(open: boolean) => void} line is told when the line is there and when it is lost
 * @param {number} keep for how many seconds after a loss what was missed is worth hearing; after that it begins anew
 */
function listen(address, { hear, line, keep = Infinity }) {
  // A beacon comes every twenty seconds: who hears nothing for so long has a line that only looks open.
  const silent = 45000
  let socket = null
  let cursor = ''
  let attempt = 0
  let lost = 0
  let heard = 0
  let waiting

  function open() {
    clearTimeout(waiting)
    const resumes = cursor && Date.now() - lost < keep * 1000
    const query = resumes ? `${address.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : ''
    const mine = new WebSocket(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${address}${query}`)
    socket = mine
    heard = Date.now()
    mine.onopen = () => line(true)
    mine.onmessage = ({ data }) => {
      attempt = 0
      lost = 0
      heard = Date.now()
      const message = JSON.parse(data)
      cursor = message.cursor || cursor
      hear(message)
    }
    mine.onclose = () => {
      if (socket === mine) gone()
    }
  }

  function gone() {
    socket = null
    lost = lost || Date.now()
    attempt++
    waiting = setTimeout(open, Math.min(30000, 1000 * 2 ** attempt) * (0.5 + Math.random() / 2))
    line(false)
  }

  /** A line that the machine knows to be cut, or on which nothing comes any more, is not waited for. */
  function drop() {
    const dead = socket
    if (!dead) return
    gone()
    dead.onmessage = null
    dead.close()
  }

  /** Whoever slept, or has a network again, does not wait for the next try. */
  function wake() {
    if (!socket) open()
    else if (Date.now() - heard > silent) drop()
  }

  open()
  setInterval(() => {
    if (Date.now() - heard > silent) drop()
  }, 10000)
  addEventListener('offline', drop)
  addEventListener('online', () => {
    // A try that was under way without a network still fails: the next one does not wait as if it were the fifth.
    attempt = 0
    wake()
  })
  addEventListener('pageshow', wake)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) wake()
  })
}

/**
 * Puts what is new into the place of what is shown, piece by piece: what has not changed keeps the keyboard and is not read aloud again.
 * @param {Element} shown
 * @param {Element} fresh the same as the server writes it now; its pieces are taken from it
 */
function renewPieces(shown, fresh) {
  const pieces = [...fresh.children]
  if (pieces.length !== shown.children.length) shown.replaceChildren(...pieces)
  else
    pieces.forEach((piece, index) => {
      if (!piece.isEqualNode(shown.children[index])) shown.children[index].replaceWith(piece)
    })
}

/**
 * Makes the function that asks for this page again: one question at a time, and one more for all who asked meanwhile.
 * @param {(page: Document) => void} take puts what is new into its place
 * @param {(well: boolean) => void} told hears whether there was an answer
 */
function renewal(take, told) {
  let asking = false
  let again = false
  return async function ask() {
    if (asking) {
      again = true
      return
    }
    asking = true
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
      if (answer.status === 404) {
        location.reload()
        return
      }
      if (!answer.ok) throw new Error(String(answer.status))
      take(new DOMParser().parseFromString(await answer.text(), 'text/html'))
      told(true)
    } catch {
      told(false)
    } finally {
      asking = false
      if (again) {
        again = false
        void ask()
      }
    }
  }
}
