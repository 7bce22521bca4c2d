/** The tokens as a canvas needs them: no style sheet reaches into a map. */
export interface Inks {
  dark: boolean
  land: string
  earth: string
  water: string
  green: string
  building: string
  road: string
  edge: string
  ink: string
  inkSoft: string
  surface: string
  accent: string
  critical: string
  font: string[]
}

/** What a token's colour is in the present scheme, as `rgb()`: the browser reckons it, `light-dark()` included. */
export function readInk(token: string, host: HTMLElement): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  host.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

export function readInks(host: HTMLElement): Inks {
  const ink = (token: string) => readInk(token, host)
  return {
    dark: getComputedStyle(host).colorScheme.includes('dark'),
    land: ink('--map-land'),
    earth: ink('--map-earth'),
    water: ink('--map-water'),
    green: ink('--map-green'),
    building: ink('--map-building'),
    road: ink('--map-road'),
    edge: ink('--edge'),
    ink: ink('--ink'),
    inkSoft: ink('--ink-soft'),
    surface: ink('--surface'),
    accent: ink('--accent'),
    critical: ink('--critical'),
    font: getComputedStyle(host)
      .fontFamily.split(',')
      .map(family => family.trim().replaceAll('"', '')),
  }
}
