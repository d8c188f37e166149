/** What is this app's own in the parts that the apps share (clients/shared). */
export const TABS = ['/pages/home/home', '/pages/shelf/shelf', '/pages/cart/cart', '/pages/me/me']
export const HOME = 'home'
/** Both apps may lie on one origin: each keeps its things under a name of its own. */
export const STORAGE_PREFIX = 'jindan.'
export const ACCENT = '#bd4b1a'
