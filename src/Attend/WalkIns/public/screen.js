// A screen that has nothing to show looks again by itself, and goes on as soon as there is something to see.
'use strict'

const { address, seconds } = document.getElementById('again').dataset

setInterval(async () => {
  const answer = await fetch(address, { cache: 'no-store' }).catch(() => null)
  if (answer?.ok) location.replace(address)
}, seconds * 1000)
