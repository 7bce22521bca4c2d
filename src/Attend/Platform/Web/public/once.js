// One press sends a form once, and says so.
'use strict'

/**
 * @param {HTMLFormElement} form with a button .send, a place .offline for what is said without a network, and both sentences as data
 */
function sendOnce(form) {
  const button = form.querySelector('.send')
  const offline = form.querySelector('.offline')
  const word = button.textContent
  let sending = false
  form.addEventListener('submit', event => {
    // Another language was chosen.
    if (event.submitter && event.submitter !== button) return
    offline.hidden = navigator.onLine
    if (sending || !navigator.onLine) {
      event.preventDefault()
      if (!sending) offline.textContent = form.dataset.offline
      return
    }
    sending = true
    button.textContent = form.dataset.sending
    button.setAttribute('aria-disabled', 'true')
  })
  // Back from the next page the form is ready again.
  addEventListener('pageshow', () => {
    sending = false
    button.textContent = word
    button.removeAttribute('aria-disabled')
  })
}
