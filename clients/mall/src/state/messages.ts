/** The one-time messages that she allows. WeChat asks her; a house without templates, and a browser, have none. */
import { reactive } from 'vue'
import { ifThere, wechat } from '@/api/wechat'
import { toAsk, type Template } from '@/logic/messages'
import { loggedIn, onFarewell } from './session'

export const messages = reactive({ known: [] as Template[] })

/** What WeChat may ask for. It asks only within a tap, so a screen with such a button loads this when it opens. */
export async function loadTemplates(): Promise<void> {
  // #ifdef MP-WEIXIN
  if (loggedIn()) messages.known = (await ifThere(wechat.templates(), { templates: [] }).catch(() => ({ templates: messages.known }))).templates
  // #endif
}

/**
 * To be called from a tap, or when a payment has just succeeded: at no other time does WeChat ask her. `state` is the order's.
 * False: nothing was allowed.
 */
export async function askMessages(state = ''): Promise<boolean> {
  const ids = toAsk(messages.known, state).map((each) => each.template_id)
  if (!ids.length) return false
  const answers = await new Promise<Record<string, string>>((resolve) =>
    uni.requestSubscribeMessage({ tmplIds: ids, success: (said) => resolve(said as unknown as Record<string, string>), fail: () => resolve({}) })
  )
  return ids.some((id) => answers[id] === 'accept') // WeChat itself tells the house
}

onFarewell(() => {
  messages.known = []
})
