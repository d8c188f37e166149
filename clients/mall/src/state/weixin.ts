/** Her WeChat, joined to who she is here: to pay with it she need not have logged in with it. */
import { ApiProblem } from '@/api/http'
import { wechat, type App } from '@/api/wechat'
import { insideWeixin } from './channel'

let app: App = 'wechat_mall'
// #ifdef MP-WEIXIN
app = 'mini_program'
// #endif
export const APP: App = app

/** WeChat's own page opens nowhere but in WeChat. */
const WEIXIN_ONLY = /^https:\/\/open\.weixin\.qq\.com\//

/** Where WeChat's page is that comes back here with a code; null where this browser cannot open it. */
export async function oauthPage(): Promise<string | null> {
  const { url } = await wechat.oauthUrl(location.origin + location.pathname + location.hash)
  return insideWeixin() || !WEIXIN_ONLY.test(url) ? url : null
}

/** The code that WeChat's page came back with, once: it stands before the `#`. */
export function returnedCode(): string | null {
  // #ifdef H5
  const code = new URLSearchParams(location.search).get('code')
  if (code) history.replaceState(null, '', location.pathname + location.hash)
  return code
  // #endif
  // #ifndef H5
  return null
  // #endif
}

/** Join it now. False: the browser is on its way to WeChat, and comes back to this page with a code. */
export async function joinWeixin(): Promise<boolean> {
  // #ifdef MP-WEIXIN
  const { code } = await uni.login({ provider: 'weixin' })
  await wechat.bind(APP, code)
  return true
  // #endif
  // #ifdef H5
  const page = (await oauthPage()) ?? ''
  if (!page) throw new ApiProblem(409, 'not_in_weixin', '请在微信里打开商城付款，或重新下单选货到付款')
  location.href = page
  return false
  // #endif
}
