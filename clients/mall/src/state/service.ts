/** How to reach customer service, as the house says; the last answer stays on the phone for when there is no network. */
import { reactive } from 'vue'
import { mom } from '@/api/mom'
import { recall, remember } from '@/state/storage'

interface Service {
  phone: string | null
  /** WeChat's contact button leads to somebody. */
  online: boolean
}

export const service = reactive<Service>(recall<Service>('service') ?? { phone: null, online: false })
let asked = false

export async function loadService(): Promise<void> {
  if (asked) return
  asked = true
  try {
    const { service_phone, online_service } = await mom.about()
    Object.assign(service, { phone: service_phone, online: online_service })
    remember('service', { ...service })
  } catch {
    asked = false
  }
}
