import { computed, reactive } from 'vue'
import { mom, type Baby, type Store } from '@/api/mom'
import { monthAge } from '@/logic/baby'
import { chosen } from './addresses'
import { onFarewell } from './session'

export const family = reactive({ babies: null as Baby[] | null, stores: null as Store[] | null })

/** Her home store, if she has bought anywhere. */
export const home = computed<Store | null>(() => family.stores?.find((each) => each.home) ?? null)

/** The youngest baby: the one for whom tins are bought. */
export const youngest = computed<{ baby: Baby; months: number } | null>(() => {
  const known = (family.babies ?? []).flatMap((baby) => {
    const months = monthAge(baby.birth_month, new Date())
    return months === null ? [] : [{ baby, months }]
  })
  return known.sort((a, b) => a.months - b.months)[0] ?? null
})

export async function loadStores(): Promise<Store[]> {
  const point = chosen.value?.point
  family.stores = (await mom.stores(point && { lng: point.lng, lat: point.lat, datum: 'gcj02' })).stores
  return family.stores
}

export async function loadBabies(): Promise<Baby[]> {
  family.babies = (await mom.babies()).babies
  return family.babies
}

onFarewell(() => {
  family.babies = null
  family.stores = null
})
