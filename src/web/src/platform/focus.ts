let last: Element | null = null

/**
 * A button that is disabled while it sends loses the keyboard, and browsers do not give it back. What had it last has it again as soon as it
 * can, unless somebody went elsewhere meanwhile.
 */
export function keepFocus(): void {
  document.addEventListener('focusin', event => {
    last = event.target as Element
  })
  document.addEventListener('focusout', event => {
    if (!(event.target as Element).matches(':disabled')) last = null
  })
  new MutationObserver(() => {
    if (last instanceof HTMLElement && last.isConnected && !last.matches(':disabled') && document.activeElement === document.body)
      last.focus({ preventScroll: true })
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['disabled'] })
}

/** What has the keyboard, or had it when it was disabled, and what it stands in, from the inside out. */
export function wayToFocus(): HTMLElement[] {
  const way: HTMLElement[] = []
  const from = document.activeElement === document.body ? last : document.activeElement
  for (let at = from; at instanceof HTMLElement && at !== document.body; at = at.parentElement) way.push(at)
  return way
}

const takes = ':is(button, input, select, textarea):enabled, a[href], section, main, [role=group], dialog[open], [tabindex]'

/** What holds others takes the keyboard only when it is told that it may. */
const holds = ':is(section, main, [role=group], dialog):not([tabindex])'

/**
 * After what lay over the page. What was pressed may be gone with what it was about (a row that was ended), at once or with the next drawing:
 * then the part that it stood in has the keyboard.
 */
export function focusNear(way: readonly HTMLElement[]): void {
  const look = () => {
    if (document.activeElement !== document.body) return
    const part = way.find(one => one.isConnected && one.matches(takes))
    if (part?.matches(holds)) part.tabIndex = -1
    part?.focus({ preventScroll: true })
  }
  requestAnimationFrame(() => {
    look()
    requestAnimationFrame(look)
  })
}
