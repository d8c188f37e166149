/** Line icons on a 24 by 24 grid, drawn for this product. The names that wot-design-uni asks for are among them. */
const PATHS: Record<string, string> = {
  add: '<path d="M12 5v14M5 12h14"/>',
  decrease: '<path d="M5 12h14"/>',
  close: '<path d="M6 6l12 12M18 6L6 18"/>',
  'check': '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
  'chevron-right': '<path d="M9 5l7 7-7 7"/>',
  'chevron-left': '<path d="M15 5l-7 7 7 7"/>',
  search: '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
  pin: '<path d="M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
  'pin-solid': '<path fill="#000" fill-rule="evenodd" d="M12 21.5s7.5-6.5 7.5-12a7.5 7.5 0 0 0-15 0c0 5.5 7.5 12 7.5 12zM12 12.2a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z"/>',
  store: '<path d="M4 10v9.5h16V10"/><path d="M3 9.5L5 4h14l2 5.5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0z"/><path d="M10 19.5V14.5h4v5"/>',
  phone: '<path d="M6.5 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z"/>',
  cart: '<path d="M3 4h2.5l2 11.5h10.5l2-8.5H6.5"/><circle cx="9" cy="19.5" r="1.4"/><circle cx="17" cy="19.5" r="1.4"/>',
  home: '<path d="M4 11l8-7 8 7v9h-5.5v-5.5h-5V20H4z"/>',
  grid: '<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>',
  baby: '<circle cx="12" cy="12" r="8.5"/><path d="M9 15c1.5 1.5 4.5 1.5 6 0M9 10.5v.5M15 10.5v.5M10.5 3.8c.5 1.7 2.5 1.7 3 .2"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
  truck: '<path d="M2.5 6h11v11h-11zM13.5 10h4l3.5 3.5V17h-7.5z"/><circle cx="7" cy="18" r="1.9"/><circle cx="17" cy="18" r="1.9"/>',
  shield: '<path d="M12 3l7.5 3v5.5c0 5-3.5 8-7.5 9.5-4-1.5-7.5-4.5-7.5-9.5V6z"/><path d="M9 12l2.2 2.2L15.2 10"/>',
  edit: '<path d="M4 20l1-4.5L16 4.5l3.5 3.5-11 11z"/>',
  trash: '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5"/>',
  warn: '<path d="M12 4l9 16H3z"/><path d="M12 10.5v4M12 17.2v.2"/>',
  offline: '<path d="M3 3l18 18M5 12.5a10 10 0 0 1 4-2.5M12.5 9.5a10 10 0 0 1 6.5 3M8.5 16a5 5 0 0 1 7 0M2 9a15 15 0 0 1 4.5-3M11 5a15 15 0 0 1 11 4M12 19.5v.1"/>',
  chat: '<path d="M4 5h16v11H10l-4.5 4V16H4z"/><path d="M8.5 10.5h.1M12 10.5h.1M15.5 10.5h.1"/>',
  bell: '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4"/>',
  wallet: '<path d="M3.5 6.5h15a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-15z"/><path d="M3.5 6.5l11-3v3M20.5 11h-4.5a2 2 0 0 0 0 4h4.5"/>',
  box: '<path d="M4 8l8-4 8 4v9l-8 4-8-4z"/><path d="M4 8l8 4 8-4M12 12v9"/>',
  receipt: '<path d="M6 3.5h12v17l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5-2 1.5z"/><path d="M9 8.5h6M9 12.5h6"/>',
  heart: '<path d="M12 20s-8-5-8-11a4.5 4.5 0 0 1 8-2.5A4.5 4.5 0 0 1 20 9c0 6-8 11-8 11z"/>',
  star: '<path d="M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.8-5.2 2.8 1-5.8L3.6 9.7l5.8-.8z"/>',
  'star-solid': '<path fill="#000" d="M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.8-5.2 2.8 1-5.8-4.2-4.1 5.8-.8z"/>',
  locate: '<circle cx="12" cy="12" r="5.5"/><path d="M12 2.5v4M12 17.5v4M2.5 12h4M17.5 12h4"/>',
  empty: '<path d="M4 9l3-5h10l3 5v10H4z"/><path d="M4 9h5.5a2.5 2.5 0 0 0 5 0H20"/>'
}

/** A mask: the colour is the text's. An unknown name is drawn as a dot, so that it is seen while developing. */
export function iconUri(name: string): string {
  const inner = PATHS[name] ?? '<circle cx="12" cy="12" r="3"/>'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${inner}</svg>`
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`
}

export const iconNames = Object.keys(PATHS)
