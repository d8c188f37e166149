/** Keys that do something on a page. Not while she types, and not while a dialog is open. */
import { onMounted, onUnmounted } from 'vue'

export type Keys = Record<string, (event: KeyboardEvent) => void>

export function useKeys(keys: Keys): void {
  function pressed(event: KeyboardEvent): void {
    const act = keys[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || busy(event.target)) return
    event.preventDefault()
    act(event)
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onUnmounted(() => window.removeEventListener('keydown', pressed))
}

function busy(target: EventTarget | null): boolean {
  const typing = target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  return typing || [...document.querySelectorAll('.el-overlay')].some((each) => (each as HTMLElement).offsetParent !== null || getComputedStyle(each).display !== 'none')
}
