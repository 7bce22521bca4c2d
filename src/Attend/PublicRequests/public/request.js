// needs live.js once.js
// What the pages for strangers can do better with a script. Without it they do everything that matters.
'use strict'

const byId = id => document.getElementById(id)
const form = document.querySelector('form')
const live = byId('live')

if (form) {
  locate()
  preview()
  sendOnce(form)
}
if (live) follow()

/** One tap attaches the place to the form. */
function locate() {
  const button = byId('locate')
  const said = byId('located')
  // Browsers tell a place only to a page that came over a safe line.
  if (!navigator.geolocation || !isSecureContext) return
  button.parentElement.hidden = false
  button.addEventListener('click', () => {
    said.textContent = button.dataset.finding
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(6)
        form.elements.longitude.value = coords.longitude.toFixed(6)
        said.textContent = button.dataset.found.replace('{m}', Math.max(1, Math.round(coords.accuracy)))
      },
      () => {
        said.textContent = button.dataset.lost
      },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 30000 },
    )
  })
}

/** Shows the chosen photos, and makes those smaller that are larger than anybody needs to see: on a thin line that is minutes. */
function preview() {
  const field = form.elements.photos
  const list = byId('previews')
  let shown = []
  field.addEventListener('change', async () => {
    const chosen = [...field.files]
    draw(chosen)
    const small = await Promise.all(chosen.map(smaller))
    // Somebody may have chosen others meanwhile.
    if ([...field.files].some((file, index) => file !== chosen[index]) || field.files.length !== chosen.length) return
    if (small.every((file, index) => file === chosen[index])) return
    const files = new DataTransfer()
    for (const file of small) files.items.add(file)
    field.files = files.files
  })

  function draw(files) {
    for (const address of shown) URL.revokeObjectURL(address)
    shown = files.map(file => URL.createObjectURL(file))
    list.replaceChildren(
      ...files.map((file, index) => {
        const line = document.createElement('li')
        const picture = document.createElement('img')
        picture.alt = file.name
        picture.src = shown[index]
        line.append(picture)
        return line
      }),
    )
    list.hidden = files.length === 0
  }

  async function smaller(file) {
    if (file.size < 300000) return file
    try {
      const picture = await createImageBitmap(file)
      const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height))
      const canvas = document.createElement('canvas')
      canvas.width = Math.round(picture.width * scale)
      canvas.height = Math.round(picture.height * scale)
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
      const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.8))
      return blob && blob.size < file.size ? new File([blob], file.name, { type: 'image/jpeg' }) : file
    } catch {
      // A format that this browser cannot draw: the server may know it.
      return file
    }
  }
}

/** Asks for the page again as soon as the line says that something happened, and every twenty seconds for what the time changes. */
function follow() {
  const line = byId('line')
  const ask = renewal(take, say)
  let connected = false
  let fresh = true

  /** The state is said aloud only when it is another one, so its element stays. */
  function take(page) {
    const now = page.getElementById('live')
    const state = live.querySelector('.state')
    const words = now.querySelector('.state').textContent
    if (state.textContent !== words) state.textContent = words
    while (state.nextSibling) state.nextSibling.remove()
    const rest = [...now.childNodes]
    state.after(...rest.slice(rest.indexOf(now.querySelector('.state')) + 1))
    live.dataset.status = now.dataset.status
    document.title = page.title
  }

  function say(well) {
    const words = well ? (connected ? line.dataset.live : '') : line.dataset.lost
    if (line.textContent !== words) line.textContent = words
    line.classList.toggle('wrong', !well)
  }

  listen(live.dataset.follow, {
    hear({ type, data: news }) {
      // What the line says first is what a page that has just come says already.
      if (fresh && type === 'initial_data' && news.request?.status === live.dataset.status) say(true)
      else if (type !== 'beacon') void ask()
      fresh = false
    },
    line(open) {
      connected = open
      // Where nothing is new since, the line says nothing by itself.
      if (open && !fresh) void ask()
    },
  })
  setInterval(ask, 20000)
  addEventListener('online', ask)
  addEventListener('offline', () => say(false))
}
