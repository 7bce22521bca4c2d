import type { Map as MapLibre } from 'maplibre-gl'
import { type Inks, readInk } from './inks'

/** Drawn at three times its size, so that it is sharp on every screen. */
const density = 3
const size = 30

/** What can be told from the place of a mark, beside its icon: a doubtful position is dashed, a call without a unit has a ring. */
const variants: Readonly<Record<string, readonly string[]>> = { disc: ['', '-stale'], drop: ['', '-needs'], plate: [''], bare: [''] }

/** Gives the map the picture of every mark on the sheet, in the tones of the present scheme. */
export async function addMarks(map: MapLibre, sheet: HTMLElement, inks: Inks): Promise<void> {
  const pictures = [...sheet.querySelectorAll<SVGElement>('[data-mark]')].map(async svg => {
    const { mark = '', form = 'bare', tone = 'plain' } = svg.dataset
    const colour = readInk(tone === 'plain' ? '--ink' : `--${tone}`, sheet.parentElement ?? sheet)
    const icon = await pictureOf(svg, form === 'drop' ? inks.surface : colour)
    for (const variant of variants[form] ?? ['']) {
      map.addImage(mark + variant, draw(icon, form, variant, colour, inks), { pixelRatio: density })
    }
  })
  await Promise.all(pictures)
}

async function pictureOf(svg: SVGElement, colour: string): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGElement
  copy.setAttribute('width', String(24 * density))
  copy.setAttribute('height', String(24 * density))
  copy.setAttribute('color', colour)
  const image = new Image()
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  await image.decode()
  return image
}

function draw(icon: HTMLImageElement, form: string, variant: string, colour: string, inks: Inks): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size * density
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('this browser draws no pictures')
  pen.scale(density, density)
  pen.lineWidth = 2
  pen.strokeStyle = colour
  pen.fillStyle = form === 'drop' ? colour : inks.surface
  if (variant === '-stale') pen.setLineDash([3, 2.5])
  pen.beginPath()
  if (form === 'disc') pen.arc(15, 15, 12, 0, 2 * Math.PI)
  else if (form === 'plate') pen.roundRect(3, 3, 24, 24, 5)
  else if (form === 'drop') {
    pen.moveTo(15, 2.5)
    pen.lineTo(27.5, 15)
    pen.lineTo(15, 27.5)
    pen.lineTo(2.5, 15)
    pen.closePath()
  }
  if (form !== 'bare') {
    pen.fill()
    pen.stroke()
  }
  const inner = form === 'drop' ? 13 : 16
  pen.drawImage(icon, 15 - inner / 2, 15 - inner / 2, inner, inner)
  if (variant === '-needs') {
    pen.beginPath()
    pen.arc(15, 15, 13.8, 0, 2 * Math.PI)
    pen.strokeStyle = inks.critical
    pen.setLineDash([])
    pen.stroke()
  }
  return pen.getImageData(0, 0, canvas.width, canvas.height)
}
