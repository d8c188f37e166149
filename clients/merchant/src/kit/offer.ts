/**
 * The offer comes to the front by itself, over whatever she was doing; that stays underneath as it was. Asked for again while it is
 * there, or before the first screen is, it does nothing.
 */
const PAGE = 'pages/offer/offer'

/** A browser has its address before it has its script: on a slow line it must not be opened a second time until then. */
function onItsWay(): boolean {
  // #ifdef H5
  return location.hash.includes(PAGE)
  // #endif
  // #ifndef H5
  return false
  // #endif
}

export function showOffer(): void {
  const pages = getCurrentPages()
  if (!pages.length || onItsWay() || pages.some((page) => page.route === PAGE)) return
  uni.navigateTo({ url: `/${PAGE}`, fail: () => undefined })
}

export function leaveOffer(): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else uni.switchTab({ url: '/pages/desk/desk' })
}
