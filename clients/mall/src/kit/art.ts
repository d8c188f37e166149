/**
 * A picture for an article that has none: its kind of package in its brand's colours, with its stage or size on the label.
 * Drawn, so that it weighs nothing, is there at once, and needs no host.
 */
const COLOURS = [
  ['#e8a87c', '#fdf1e7', '#9c4a1a'],
  ['#8fb8de', '#ebf3fb', '#25557f'],
  ['#a8c69f', '#eff6ec', '#3d6a31'],
  ['#e3b7c8', '#fbeef3', '#8a3a5a'],
  ['#c9b3e0', '#f4eefb', '#5b3d85'],
  ['#ecd08a', '#fdf7e4', '#7a5a08']
]

type Draw = (tone: string, ink: string, label: string) => string
const word = (x: number, y: number, size: number, ink: string, label: string) =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="700" fill="${ink}" text-anchor="middle" font-family="system-ui,PingFang SC,Noto Sans CJK SC,sans-serif">${label}</text>`

const SHAPES: Record<string, Draw> = {
  奶粉: (tone, ink, label) =>
    `<rect x="31" y="24" width="58" height="11" rx="5" fill="${ink}" opacity=".85"/><rect x="34" y="33" width="52" height="64" rx="6" fill="${tone}"/><rect x="34" y="48" width="52" height="34" fill="#fff" opacity=".92"/>${word(60, 73, 22, ink, label)}<rect x="40" y="38" width="4" height="54" rx="2" fill="#fff" opacity=".35"/>`,
  纸尿裤: (tone, ink, label) =>
    `<path d="M46 30c0-9 28-9 28 0" fill="none" stroke="${ink}" stroke-width="4" opacity=".7"/><rect x="27" y="30" width="66" height="66" rx="12" fill="${tone}"/><circle cx="60" cy="63" r="21" fill="#fff" opacity=".92"/>${word(60, 70, label.length > 2 ? 16 : 21, ink, label)}`,
  辅食: (tone, ink, label) =>
    `<path d="M26 58h68c0 22-14 36-34 36S26 80 26 58z" fill="${tone}"/><path d="M22 54h76v6H22z" fill="${ink}" opacity=".8"/><path d="M74 24l8 4-14 28h-8z" fill="${ink}" opacity=".35"/>${word(60, 82, 15, '#fff', label)}`,
  营养品: (tone, ink, label) =>
    `<rect x="48" y="22" width="24" height="16" rx="4" fill="${ink}" opacity=".8"/><path d="M42 46c0-6 6-8 6-8h24s6 2 6 8v46a6 6 0 0 1-6 6H48a6 6 0 0 1-6-6z" fill="${tone}"/><rect x="42" y="56" width="36" height="26" fill="#fff" opacity=".92"/>${word(60, 75, 14, ink, label)}`,
  洗护: (tone, ink) =>
    `<path d="M54 20h20v6H62v10h-8z" fill="${ink}" opacity=".8"/><rect x="40" y="36" width="40" height="62" rx="12" fill="${tone}"/><path d="M60 52c7 9 10 13 10 18a10 10 0 0 1-20 0c0-5 3-9 10-18z" fill="#fff" opacity=".92"/>`,
  用品: (tone, ink) =>
    `<path d="M54 18c0-4 12-4 12 0l2 12H52z" fill="${ink}" opacity=".45"/><rect x="46" y="30" width="28" height="10" rx="4" fill="${ink}" opacity=".8"/><path d="M44 42h32l2 50a6 6 0 0 1-6 6H48a6 6 0 0 1-6-6z" fill="${tone}"/><path d="M50 56h10M50 68h14M50 80h10" stroke="#fff" stroke-width="3.5" stroke-linecap="round"/>`
}

/** The brand is the first word of a name; all of a brand's articles have one colour. */
function colours(name: string): string[] {
  const sum = [...name.slice(0, 3)].reduce((total, letter) => total * 31 + letter.charCodeAt(0), 7)
  return COLOURS[sum % COLOURS.length]
}

export function artUri(article: { name: string; category: string; stage: string | null }): string {
  const [tone, ground, ink] = colours(article.name)
  const draw = SHAPES[article.category] ?? SHAPES.用品
  const label = article.category === '奶粉' && article.stage ? `${article.stage}段` : (article.stage ?? '')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120"><rect width="120" height="120" fill="${ground}"/><ellipse cx="60" cy="99" rx="34" ry="5" fill="${ink}" opacity=".12"/>${draw(tone, ink, label)}</svg>`
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`
}
