// needs live.js once.js
// What the page to take a number does better with a script: one press sends once, and how the queue stands stays true while somebody types.
'use strict'

const form = document.getElementById('form')
const live = document.getElementById('live')
const refused = document.querySelector('main > .wrong')

if (form) sendOnce(form)

const ask = renewal(page => {
  const now = page.getElementById('live')
  // Somebody reads when it opens.
  if (live.querySelector('details[open]')) now.querySelector('details')?.setAttribute('open', '')
  renewPieces(live, now)
  // A queue that has opened shows its form. What was refused stays to be read, and what was sent is not sent again.
  if (!form && !refused && page.getElementById('form')) location.replace(location.pathname + location.search)
}, () => {})
setInterval(ask, 20000)
addEventListener('online', ask)
