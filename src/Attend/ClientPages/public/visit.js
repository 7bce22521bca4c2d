// needs live.js
// What the page of a visit does better with a script: it shows what is new as soon as it happened.
'use strict'

const byId = id => document.getElementById(id)
const live = byId('live')
const line = byId('line')
const ask = renewal(take, told)
let connected = false
let fresh = true

listen(live.dataset.follow, {
  hear({ type, data: news }) {
    // What the line says first is what a page that has just come says already.
    if (fresh && type === 'initial_data' && news.visit?.stand === live.dataset.stand && String(news.visit.version) === live.dataset.version)
      told(true)
    else if (type !== 'beacon') void ask()
    fresh = false
  },
  line(open) {
    connected = open
    if (!open) told(false)
    // Where nothing is new since, the line says nothing by itself.
    else if (!fresh) void ask()
  },
})
// Time changes what is expected, and a line may be silent.
setInterval(ask, 60000)
addEventListener('online', ask)
addEventListener('offline', () => told(false))

/** The state is said aloud only when it is another one, so its element stays. */
function take(page) {
  const now = page.getElementById('state')
  const state = byId('state')
  if (state.textContent !== now.textContent) state.textContent = now.textContent
  state.className = now.className
  const fresh = page.getElementById('live')
  live.dataset.stand = fresh.dataset.stand
  live.dataset.version = fresh.dataset.version
  renewPieces(live, fresh)
  document.title = page.title
}

function told(well) {
  const words = well ? (connected ? line.dataset.live : '') : line.dataset.lost
  if (line.textContent !== words) line.textContent = words
  line.classList.toggle('wrong', !well)
}
