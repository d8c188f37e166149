/** To her door with the phone's map app. */
import { amap, tencent, type Place } from '@/logic/navigate'

export function openWay(place: Place): void {
  // #ifdef H5
  uni.showActionSheet({ itemList: ['高德地图', '腾讯地图'], success: ({ tapIndex }) => void window.open(tapIndex ? tencent(place) : amap(place), '_blank', 'noopener,noreferrer'), fail: () => undefined })
  // #endif
  // #ifndef H5
  uni.openLocation({ longitude: place.lng, latitude: place.lat, name: place.name, fail: () => undefined })
  // #endif
}
