// Two notes that are heard through a waiting room. A browser makes a sound only after somebody has touched the page, or where it was told to.
'use strict'

let sounds

/** Makes ready for sound; to be called from a touch. Answers whether the browser lets it, after at most so many milliseconds. */
async function allowSound(patience = 300) {
  sounds = sounds || new AudioContext()
  if (sounds.state === 'suspended') await Promise.race([sounds.resume(), new Promise(later => setTimeout(later, patience))])
  return sounds.state === 'running'
}

/** Plays the notes, one after the other; ends when they have sounded. Hertz. */
function chime(notes = [659, 523]) {
  if (!sounds || sounds.state !== 'running') return Promise.resolve()
  const each = 0.35
  notes.forEach((hertz, index) => {
    const from = sounds.currentTime + index * each
    const tone = sounds.createOscillator()
    const loud = sounds.createGain()
    tone.frequency.value = hertz
    loud.gain.setValueAtTime(0, from)
    loud.gain.linearRampToValueAtTime(0.5, from + 0.02)
    loud.gain.exponentialRampToValueAtTime(0.001, from + each * 1.6)
    tone.connect(loud).connect(sounds.destination)
    tone.start(from)
    tone.stop(from + each * 1.6)
  })
  return new Promise(done => setTimeout(done, (notes.length + 0.6) * each * 1000))
}
