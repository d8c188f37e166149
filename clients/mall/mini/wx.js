// Of `wx` what the mall uses. What WeChat would ask her (the pay sheet, a place on the map) is answered by `window.MOTHER`,
// which a test sets: { pay: () => true, place: {…} }.

export function makeWx({ open, back, tabs }) {
  const kept = window.localStorage
  const later = (act, ...values) => act && setTimeout(() => act(...values))
  const go = (how) => ({ url, success, fail, complete }) => {
    try {
      if ((how === 'tab') !== tabs.includes(url.replace(/^\//, '').split('?')[0])) throw new Error(`${how} to ${url}`)
      open(url, how)
      later(success, { errMsg: 'ok' })
    } catch (error) {
      later(fail, { errMsg: String(error) })
    }
    later(complete)
  }
  const info = { platform: 'devtools', SDKVersion: '3.5.0', language: 'zh_CN', windowWidth: 390, windowHeight: 844, pixelRatio: 2, safeArea: { top: 0, bottom: 844, left: 0, right: 390 }, statusBarHeight: 0, brand: 'test', model: 'test', system: 'test' }
  const quiet = ({ success, complete } = {}) => (later(success, { errMsg: 'ok' }), later(complete))

  return {
    getSystemInfoSync: () => info,
    getAppBaseInfo: () => info,
    getWindowInfo: () => info,
    getDeviceInfo: () => info,
    getSystemSetting: () => info,
    getLaunchOptionsSync: () => ({ path: '', query: {}, scene: 1001 }),
    getEnterOptionsSync: () => ({ path: '', query: {}, scene: 1001 }),
    onAppShow() {},
    onAppHide() {},
    canIUse: () => true,
    nextTick: (act) => Promise.resolve().then(act),

    getStorageSync: (key) => (kept.getItem(key) === null ? '' : JSON.parse(kept.getItem(key))),
    setStorageSync: (key, value) => kept.setItem(key, JSON.stringify(value)),
    removeStorageSync: (key) => kept.removeItem(key),
    setStorage: ({ key, data }) => kept.setItem(key, JSON.stringify(data)),

    request({ url, method = 'GET', header, data, success, fail, complete }) {
      if (!['GET', 'POST', 'PUT', 'DELETE'].includes(method)) throw new Error(`wx.request knows no ${method}`)
      fetch(url, { method, headers: header, body: method === 'GET' ? undefined : data })
        .then(async (answer) => success?.({ statusCode: answer.status, data: await answer.text(), header: {} }))
        .catch((error) => fail?.({ errMsg: String(error) }))
        .finally(() => complete?.())
      return { abort() {}, onHeadersReceived() {} }
    },

    navigateTo: go('push'),
    redirectTo: go('replace'),
    switchTab: go('tab'),
    navigateBack: (asked) => (back(), quiet(asked)),
    setNavigationBarTitle: quiet,
    setTabBarBadge: quiet,
    removeTabBarBadge: quiet,
    stopPullDownRefresh: quiet,
    hideToast: quiet,
    makePhoneCall: quiet,
    showToast({ title, ...asked }) {
      say('mini-toast', title, 2000)
      quiet(asked)
    },
    showModal({ title, content, confirmText = '确定', cancelText = '取消', success }) {
      const box = say('mini-modal', `${title} ${content ?? ''}`)
      for (const [words, confirm] of [[cancelText, false], [confirmText, true]]) {
        const button = document.createElement('button')
        button.textContent = words
        button.onclick = () => (box.remove(), success?.({ confirm, cancel: !confirm, content: '' }))
        box.append(button)
      }
    },

    login: ({ success }) => later(success, { code: window.MOTHER?.code ?? 'code-of-nobody', errMsg: 'ok' }),
    requestPayment({ success, fail, ...params }) {
      window.PAID = params
      window.MOTHER?.pay?.() === false ? later(fail, { errMsg: 'requestPayment:fail cancel' }) : later(success, { errMsg: 'ok' })
    },
    chooseLocation: ({ success, fail, ...from }) => ((window.ASKED_FROM = from), window.MOTHER?.place ? later(success, window.MOTHER.place) : later(fail, { errMsg: 'chooseLocation:fail cancel' })),
    chooseAddress: ({ success, fail }) => (window.MOTHER?.address ? later(success, window.MOTHER.address) : later(fail, { errMsg: 'chooseAddress:fail cancel' })),
    requestSubscribeMessage: ({ tmplIds, success }) => ((window.SUBSCRIBED ??= []).push({ tmplIds, tapped: navigator.userActivation.isActive }), later(success, Object.fromEntries(tmplIds.map((id) => [id, 'accept']))))
  }
}

function say(kind, words, ms) {
  const box = document.createElement('div')
  box.className = kind
  box.textContent = words
  document.body.append(box)
  if (ms) setTimeout(() => box.remove(), ms)
  return box
}
