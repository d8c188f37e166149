/** What is this app's own in the parts that the apps share (clients/shared). */
export const TABS = ['/pages/desk/desk', '/pages/orders/orders', '/pages/till/till', '/pages/money/money', '/pages/shop/shop']
export const HOME = 'desk'
/** Both apps may lie on one origin: each keeps its things under a name of its own. */
export const STORAGE_PREFIX = 'jindan.store.'
export const ACCENT = '#b3400f'
