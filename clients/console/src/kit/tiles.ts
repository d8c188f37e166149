/** Pictures of a map service under our maps, where the house names one. What does not come is left out: the outlines are there anyway. */
import { tilesUnder, type Size, type View } from '@/logic/map'
import { session } from '@/state/session'

const KEPT = 400
const pictures = new Map<string, HTMLImageElement>()

function picture(url: string, come: () => void): HTMLImageElement {
  const known = pictures.get(url)
  if (known) return known
  const made = new Image()
  made.referrerPolicy = 'no-referrer'
  made.onload = come
  made.src = url
  pictures.set(url, made)
  if (pictures.size > KEPT) pictures.delete(pictures.keys().next().value as string)
  return made
}

/** Draw what has come; `come` is called when another picture is there. */
export function paintTiles(pen: CanvasRenderingContext2D, view: View, size: Size, come: () => void): void {
  const url = session.me.value?.map_tiles
  if (!url) return
  for (const tile of tilesUnder(url, view, size)) {
    const shown = picture(tile.url, come)
    if (shown.complete && shown.naturalWidth) pen.drawImage(shown, tile.left, tile.top, tile.px, tile.px)
  }
}
