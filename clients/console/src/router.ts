/** The pages, by address. Addresses carry order numbers and store codes, never a word about people. */
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { desk } from '@/api/console'
import { session } from '@/state/session'

const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue'), meta: { title: '登录', open: true } },
  { path: '/', redirect: { name: 'board' } },
  { path: '/board', name: 'board', component: () => import('./pages/BoardPage.vue'), meta: { title: '订单看板' } },
  { path: '/orders/:no', name: 'order', component: () => import('./pages/OrderPage.vue'), props: true, meta: { title: '订单' } },
  { path: '/search', name: 'search', component: () => import('./pages/SearchPage.vue'), meta: { title: '订单查询' } },
  { path: '/caller', name: 'caller', component: () => import('./pages/CallerPage.vue'), meta: { title: '来电' } },
  { path: '/map', name: 'map', component: () => import('./pages/MapPage.vue'), meta: { title: '地图' } },
  { path: '/exceptions', name: 'exceptions', component: () => import('./pages/ExceptionsPage.vue'), meta: { title: '异常' } },
  { path: '/stores', name: 'stores', component: () => import('./pages/StoresPage.vue'), meta: { title: '门店' } },
  { path: '/stores/:code', name: 'store', component: () => import('./pages/StorePage.vue'), props: true, meta: { title: '门店' } },
  { path: '/policies', name: 'policies', component: () => import('./pages/PoliciesPage.vue'), meta: { title: '派单规则', headquarters: true } },
  { path: '/reports', name: 'reports', component: () => import('./pages/ReportsPage.vue'), meta: { title: '报表' } },
  { path: '/settlements', name: 'settlements', component: () => import('./pages/SettlementsPage.vue'), meta: { title: '结算' } },
  { path: '/agents', name: 'agents', component: () => import('./pages/AgentsPage.vue'), meta: { title: '账号与审计' } },
  { path: '/health', name: 'health', component: () => import('./pages/HealthPage.vue'), meta: { title: '系统状态' } },
  { path: '/:rest(.*)', redirect: { name: 'board' } }
]

export const router = createRouter({ history: createWebHashHistory('/console/'), routes })

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  if (!session.token()) return { name: 'login', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (!session.me.value) await desk.me().then(session.known, () => undefined)
  // The token turned out to be worth nothing; the session has ended itself.
  if (!session.token()) return { name: 'login', query: { to: to.fullPath } }
  return to.meta.headquarters && session.me.value && !session.headquarters.value ? { name: 'board' } : true
})
router.afterEach((to) => {
  document.title = `${to.params.no ?? to.params.code ?? ''} ${String(to.meta.title ?? '')} · 金蛋客服台`.trim()
})
session.onEnd(() => {
  const here = router.currentRoute.value
  if (here.name !== 'login') void router.push({ name: 'login', query: { to: here.fullPath } })
})
