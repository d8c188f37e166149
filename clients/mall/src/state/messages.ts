/** The one-time messages that she allows. WeChat asks her; a house without templates, and a browser, have none. */
import { ifThere, wechat, type Template } from '@/api/wechat'

let known: Template[] | null = null

export async function templates(): Promise<Template[]> {
  // #ifdef MP-WEIXIN
  known ??= (await ifThere(wechat.templates(), { templates: [] })).templates
  // #endif
  return known ?? []
}

/** To be called from a tap, or when a payment has just succeeded: at no other time does WeChat ask her. False: nothing was allowed. */
export async function askMessages(): Promise<boolean> {
  const ids = (known ?? []).map((each) => each.template_id).slice(0, 3) // WeChat asks for three at a time
  if (!ids.length) return false
  const answers = await new Promise<Record<string, string>>((resolve) =>
    uni.requestSubscribeMessage({ tmplIds: ids, success: (said) => resolve(said as unknown as Record<string, string>), fail: () => resolve({}) })
  )
  return ids.some((id) => answers[id] === 'accept') // WeChat itself tells the house
}
