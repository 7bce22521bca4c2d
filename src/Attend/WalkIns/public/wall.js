// needs live.js say.js tone.js voice.js awake.js
// What a wall does better with a script: it hears every call, lets it glow and speaks it, tells the time, and says when it has lost its line.
'use strict'

const byId = id => document.getElementById(id)
const board = byId('board')
const line = byId('line')
const clock = byId('clock')
const sound = byId('sound')
const words = JSON.parse(board.dataset.words)
const voices = JSON.parse(board.dataset.voices)
const channels = board.dataset.follow.split(' ')
const ask = renewal(take, well => mark('page', well))

/** For so many milliseconds what is new glows. */
const glows = 20000
/** What was called longer ago, in milliseconds, is not spoken any more: the number stands on the wall. */
const stale = 120000

const lost = new Map()
const calls = []
let speaking = false
let heard = false

for (const channel of channels) {
  listen(channel, {
    // What was called while the wall was deaf for long is over.
    keep: 60,
    hear({ type, data }) {
      if (type === 'ticket_called') toSpeak(data.number, data.desk_name)
      if (type !== 'beacon') void ask()
    },
    line: open => mark(channel, open),
  })
}
setInterval(() => {
  tell()
  complain()
}, 1000)
// Forecasts, and a code that changes, grow old by themselves.
setInterval(() => void ask(), 30000)
tell()
ready()
stayAwake()

/** What the server wrote takes the place of what is shown, and what is new in it glows. */
function take(page) {
  // A wall hangs for months: what a newer server writes needs its newer script.
  const [mine, newest] = [document, page].map(one => one.querySelector('script').getAttribute('src'))
  if (mine !== newest) {
    location.reload()
    return
  }
  const before = new Set([...board.querySelectorAll('[data-call]')].map(one => one.dataset.call))
  const glowing = new Map([...board.querySelectorAll('.new')].map(one => [one.dataset.call, one.dataset.until]))
  board.replaceChildren(...page.getElementById('board').childNodes)
  for (const one of board.querySelectorAll('.called[data-call]')) {
    const until = glowing.get(one.dataset.call) ?? (before.has(one.dataset.call) ? 0 : Date.now() + glows)
    if (Date.now() < until) {
      one.classList.add('new')
      one.dataset.until = until
      // The glow goes on where it was.
      one.style.animationDelay = `${until - glows - Date.now()}ms`
    }
  }
}

/** By the clock of the place, whatever the screen believes to be its own. */
function tell() {
  const now = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: clock.dataset.zone }).format(new Date())
  if (clock.textContent !== now) clock.textContent = now
  for (const one of board.querySelectorAll('.new')) {
    if (Date.now() >= Number(one.dataset.until)) one.classList.remove('new')
  }
}

/** What is shown may be old as soon as one of its lines is lost, or the page itself is not answered. */
function mark(what, well) {
  if (well) lost.delete(what)
  else if (!lost.has(what)) lost.set(what, new Date())
  complain()
}

/** A line that is lost for a moment only is not worth a word. */
function complain() {
  const since = [...lost.values()].sort((one, other) => one - other)[0]
  const long = since && Date.now() - since > 3000
  const says = long ? say(words['wall.lost'], { at: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: clock.dataset.zone }).format(since) }) : ''
  if (line.textContent !== says) line.textContent = says
  line.hidden = !long
}

function toSpeak(number, desk) {
  calls.push({ number, desk, at: Date.now() })
  void speakAll()
}

/** One call after the other, each after its chime, and each in all languages of the place. */
async function speakAll() {
  if (speaking) return
  speaking = true
  while (calls.length > 0) {
    const call = calls.shift()
    if (!heard || Date.now() - call.at > stale) continue
    await chime()
    for (const { lang, call: sentence, letters } of voices) {
      if (!isVoiceless(lang)) await speak(say(sentence, { number: spell(call.number, letters), desk: call.desk ?? '' }, lang, false), lang)
    }
    missing()
  }
  speaking = false
}

/** Sound is there at once where the browser was told to allow it; else after one touch. */
async function ready() {
  const off = sound.textContent
  const show = on => {
    heard = on
    sound.setAttribute('aria-pressed', String(on))
    sound.textContent = on ? sound.dataset.on : off
    sound.classList.toggle('on', on)
  }
  sound.hidden = false
  sound.addEventListener('click', async () => {
    // Whoever touched it is let; a television may take its time for it.
    show(await allowSound(10000))
    void chime()
  })
  show(await allowSound())
  sounds.addEventListener('statechange', () => show(sounds.state === 'running'))
  window.speechSynthesis?.addEventListener('voiceschanged', missing)
  missing()
}

/** Says in which of its languages this wall cannot speak: staff have to call there themselves. */
function missing() {
  const names = voices.filter(({ lang }) => isVoiceless(lang)).map(({ name }) => name)
  byId('voiceless').textContent = names.length > 0 ? say(words['wall.no_voice'], { languages: names.join(', ') }) : ''
}
