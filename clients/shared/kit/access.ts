/**
 * H5 only: what uni's elements leave undone for screen readers and keyboards.
 *
 * `<uni-input aria-label>` holds the real input without its name, and a tappable view is no button to a keyboard.
 */
const NAMED = 'uni-input[aria-label], uni-textarea[aria-label]'
const TAPPABLE = '[role="button"], [role="link"], [role="checkbox"], [role="radio"], [role="switch"], [role="tab"]'

function mend(root: ParentNode): void {
  root.querySelectorAll(NAMED).forEach((outer) => {
    const inner = outer.querySelector('input, textarea')
    if (inner && !inner.hasAttribute('aria-label')) inner.setAttribute('aria-label', outer.getAttribute('aria-label') ?? '')
  })
  root.querySelectorAll('uni-button').forEach((each) => each.setAttribute('aria-disabled', String(each.hasAttribute('disabled'))))
  root.querySelectorAll(`:is(${TAPPABLE}):not([tabindex])`).forEach((each) => each.setAttribute('tabindex', '0'))
}

export function mendAccess(): void {
  document.documentElement.lang = 'zh-CN'
  new MutationObserver(() => mend(document)).observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
  document.addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement
    if ((event.key === 'Enter' || event.key === ' ') && at.matches?.(TAPPABLE)) {
      event.preventDefault()
      at.click()
    }
  })
}
