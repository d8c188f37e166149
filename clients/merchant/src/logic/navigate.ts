/** Addresses that open a map app on the way to a point in GCJ-02, which AMap and Tencent's maps speak as WeChat does. */
export interface Place {
  lng: number
  lat: number
  name: string
}

// Only the point and a word without anybody's name or door leave the app.
const query = (values: Record<string, string>): string => Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')

export const amap = ({ lng, lat, name }: Place): string =>
  `https://uri.amap.com/navigation?${query({ to: `${lng},${lat},${name}`, mode: 'ride', policy: '0', src: 'jindan', coordinate: 'gaode', callnative: '1' })}`

export const tencent = ({ lng, lat, name }: Place): string =>
  `https://apis.map.qq.com/uri/v1/routeplan?${query({ type: 'bike', to: name, tocoord: `${lat},${lng}`, referer: 'jindan' })}`
