/** H5 only: the app on the home screen. */
import { ref } from 'vue'

interface InstallQuestion extends Event {
  prompt(): Promise<void>
}

/** The browser would install it now. */
export const canInstall = ref(false)
let question: InstallQuestion | null = null

export const installed = (): boolean => matchMedia('(display-mode: standalone)').matches

/** The shell is kept by a service worker (sw.js), the API never. A browser without one does without. */
export function keepShell(): void {
  const link = document.createElement('link')
  ;[link.rel, link.href] = ['manifest', `${import.meta.env.BASE_URL}manifest.json`]
  document.head.appendChild(link)
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    question = event as InstallQuestion
    canInstall.value = true
  })
  if (import.meta.env.PROD) navigator.serviceWorker?.register(`${import.meta.env.BASE_URL}sw.js`).catch(() => undefined)
}

export async function install(): Promise<void> {
  await question?.prompt()
  question = null
  canInstall.value = false
}
