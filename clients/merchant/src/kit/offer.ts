/**
 * The offer comes to the front by itself, over whatever she was doing; that stays underneath as it was. Asked for again while it is
 * there, or before the first screen is, it does nothing.
 */
const PAGE = 'pages/offer/offer'

export function showOffer(): void {
  const pages = getCurrentPages()
  if (!pages.length || pages.some((page) => page.route === PAGE)) return
  uni.navigateTo({ url: `/${PAGE}`, fail: () => undefined })
}

export function leaveOffer(): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else uni.switchTab({ url: '/pages/desk/desk' })
}
