// The platform's elements that are more than a box: made of the browser's own.

export const elements = (space) => ({ input: field(space, 'input'), textarea: field(space, 'textarea') })

function field(space, tag) {
  return space
    .define(`mini-${tag}`)
    .property('value', String)
    .property('placeholder', String)
    .property('type', String)
    .property('maxlength', Number)
    .property('ariaLabel', String)
    .init(({ self, lifetime, observer }) => {
      lifetime('attached', () => {
        const host = self.$$
        const dom = document.createElement(tag)
        dom.value = self.data.value ?? ''
        dom.setAttribute('aria-label', host.getAttribute('aria-label') ?? self.data.ariaLabel ?? '')
        dom.addEventListener('input', () => self.triggerEvent('input', { value: dom.value }))
        host.append(dom)
        self.inner = dom
      })
      observer('value', (value) => {
        if (self.inner && self.inner.value !== value) self.inner.value = value
      })
    })
    .registerComponent()
}
