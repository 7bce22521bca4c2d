// needs say.js voice.js
// What a kiosk does better with a script: it goes back to the start when somebody has left, reads aloud, draws letters to touch, and never
// leaves its pages for a browser's own where a line is lost.
'use strict'

const byId = id => document.getElementById(id)
const bar = byId('bar')
const form = byId('form')
const voice = byId('voice')
const letters = byId('letters')
const language = document.documentElement.lang

/** For the last so many seconds it says that it is about to begin again: who is slow, or reads slowly, has time to answer. */
const warning = 20
/** With nothing to go back to it tries again after so many seconds. */
const later = 10
/** What is kept for one walk through the pages, and not for whoever comes next. */
const aloud = 'aloud'

if (!('idle' in bar.dataset)) sessionStorage.removeItem(aloud)
else goBack()
if ('speechSynthesis' in window) readAloud()
if (form) sendOnce()
if (letters) draw()
if ('print' in bar.dataset && document.querySelector('.slip')) addEventListener('load', () => print())
document.addEventListener('click', event => {
  const link = event.target.closest('a')
  if (!link) return
  event.preventDefault()
  void go(link.href)
})

addEventListener('online', () => {
  byId('offline').hidden = true
})

/** Goes on only where there is something to go to: another's page, of a server that is being started again, has no way back. */
async function go(address) {
  if (await asked(address, { cache: 'no-store' })) location.replace(address)
}

/** What came, of a server that answers; else the kiosk says that there is none. */
async function asked(address, request) {
  const answer = await fetch(address, request).catch(() => null)
  const well = answer !== null && answer.status < 500 && answer.status !== 429
  byId('offline').hidden = well
  return well ? answer : null
}

/** Without a touch, a key or a word being read, the kiosk begins again; before that it says so. */
function goBack() {
  const [still, warned] = [byId('still'), byId('warned')]
  const { 'kiosk.still': sentence } = JSON.parse(bar.dataset.words)
  const all = Number(bar.dataset.idle)
  let left = all
  const stay = () => {
    left = all
    still.textContent = warned.textContent = ''
  }
  for (const sign of ['pointerdown', 'keydown', 'input', 'scroll']) addEventListener(sign, stay, { passive: true, capture: true })
  setInterval(() => {
    if (window.speechSynthesis?.speaking) return
    left--
    if (left <= 0) {
      if (left % later === 0) void go(bar.dataset.home)
      return
    }
    if (left > warning) return
    still.textContent = say(sentence, { seconds: left })
    // Every second is shown, and said once.
    if (left === warning) {
      warned.textContent = still.textContent
      if (isAloud()) void speak(say(sentence, { seconds: left }, language, false), language)
    }
  }, 1000)
}

function isAloud() {
  return sessionStorage.getItem(aloud) === '1'
}

/** Everything that is shown, in its order and each in its language; a touch on the switch begins and ends it. */
function readAloud() {
  // Whatever is read last is what somebody wants to hear: what was being read ends.
  let readings = 0
  const show = () => voice.setAttribute('aria-pressed', String(isAloud()))
  voice.hidden = false
  voice.addEventListener('click', () => {
    if (isAloud()) {
      sessionStorage.removeItem(aloud)
      speechSynthesis.cancel()
    } else {
      sessionStorage.setItem(aloud, '1')
      void read()
    }
    show()
  })
  // Whoever goes by keyboard hears what they are at.
  document.addEventListener('focusin', ({ target }) => {
    if (!isAloud() || !target.matches(':focus-visible')) return
    readings++
    speechSynthesis.cancel()
    void speak(textOf(target), languageOf(target))
  })
  show()
  if (isAloud()) void read()

  async function read() {
    const mine = ++readings
    speechSynthesis.cancel()
    for (const one of shown()) {
      if (!isAloud() || mine !== readings) return
      await speak(textOf(one), languageOf(one))
    }
  }
}

/** What stands on the page, as it follows each other: what belongs together is read together, what is folded up is not read. */
function shown() {
  const whole = 'h1, h2, legend, summary, p, label, button, a'
  return [...byId('main').querySelectorAll(whole)].filter(one => one.offsetParent && !one.parentElement.closest(whole) && textOf(one))
}

function textOf(one) {
  const spelt = one.querySelector('[data-spell]')
  if (spelt) return spell(spelt.textContent, spelt.dataset.spell)
  return (one.labels?.[0] ?? one).textContent.replace(/\s+/g, ' ').trim()
}

function languageOf(one) {
  return one.closest('[lang]').lang
}

/** One press takes one number. A refusal changes nothing, so that the browser may ask for its page once more. */
function sendOnce() {
  const button = form.querySelector('.send')
  const word = button.textContent
  form.addEventListener('submit', async event => {
    event.preventDefault()
    if (button.getAttribute('aria-disabled')) return
    button.setAttribute('aria-disabled', 'true')
    button.textContent = form.dataset.sending
    const answer = await asked(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
    if (answer?.redirected) location.replace(answer.url)
    else if (answer) form.submit()
    button.removeAttribute('aria-disabled')
    button.textContent = word
  })
}

/** Letters to touch, in the language that was chosen. */
function draw() {
  const field = form.elements.name
  const key = (label, change, wide) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = wide ? 'key wide' : 'key'
    button.textContent = label
    button.addEventListener('click', () => {
      field.value = change(field.value)
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
    return button
  }
  // The first letter of each name is a capital one, where the script has them.
  const cased = (text, letter) => (text === '' || text.endsWith(' ') ? letter : letter.toLocaleLowerCase(language))
  letters.replaceChildren(
    ...letters.dataset.letters.split(' ').map(letter => key(letter, text => text + cased(text, letter))),
    key(letters.dataset.space, text => `${text} `, true),
    key(letters.dataset.delete, text => [...text].slice(0, -1).join(''), true),
  )
  letters.hidden = false
}
