// Speaks sentences one after the other.
'use strict'

/** Languages in which nothing was heard although it was asked for. */
const mute = new Set()

/** A voice of the device for a language: of its own region or another; undefined where there is none, or the device does not say. */
function voiceFor(language) {
  const wanted = language.split('-')[0]
  // Many devices know Filipino under the tag of Tagalog.
  const also = wanted === 'fil' ? 'tl' : wanted
  return speechSynthesis.getVoices().find(voice => [wanted, also].includes(voice.lang.split(/[-_]/)[0].toLowerCase()))
}

/** Whether a language would not be heard, or be read by a voice that does not know it. Many televisions speak not at all. */
function isVoiceless(language) {
  return !('speechSynthesis' in window) || mute.has(language) || (speechSynthesis.getVoices().length > 0 && !voiceFor(language))
}

/** Speaks one sentence; ends when it was spoken, could not be, or should have been long ago: some devices never say. */
function speak(text, language) {
  return new Promise(done => {
    const spoken = new SpeechSynthesisUtterance(text)
    spoken.lang = language
    spoken.voice = voiceFor(language) || null
    spoken.rate = 0.9
    // A device without voices may take every sentence and say none; the next call must not wait for it.
    const silent = setTimeout(() => {
      mute.add(language)
      speechSynthesis.cancel()
      done()
    }, 5000)
    const late = setTimeout(done, 4000 + text.length * 150)
    spoken.onstart = () => clearTimeout(silent)
    spoken.onend = spoken.onerror = () => {
      clearTimeout(silent)
      clearTimeout(late)
      done()
    }
    speechSynthesis.speak(spoken)
  })
}

/**
 * A number as it is understood when it is heard: short letters one by one under their names, what is long as a word, figures as one number.
 * @param {string} letters the names of A to Z, with blanks between
 */
function spell(number, letters) {
  const names = letters.split(' ')
  const parts = number.match(/[A-Z]+|\d+/gi) || []
  return parts
    .map(part => {
      if (/\d/.test(part)) return String(Number(part))
      return part.length > 4 ? part.toLowerCase() : [...part.toUpperCase()].map(letter => names[letter.charCodeAt(0) - 65]).join(' ')
    })
    .join(', ')
}
