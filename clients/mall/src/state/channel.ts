/** Whether this H5 page runs inside WeChat's own browser. */
export function insideWeixin(): boolean {
  // #ifdef H5
  return /MicroMessenger/i.test(navigator.userAgent)
  // #endif
  // #ifndef H5
  return true
  // #endif
}
