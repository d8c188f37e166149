// The platform's elements that are more than a box: made of the browser's own.

const PROPERTIES = ['value', 'placeholder', 'placeholderClass', 'type', 'inputmode', 'maxlength', 'ariaLabel', 'focus', 'confirmType', 'autoHeight']

export const elements = (space) => ({ input: field(space, 'input'), textarea: field(space, 'textarea') })

function field(space, tag) {
  return space
    .define(`mini-${tag}`)
    .definition({ properties: Object.fromEntries(PROPERTIES.map((name) => [name, null])) })
    .init(({ self, lifetime, observer }) => {
      // The host of a component has the name it is used by: here it is the browser's own field.
      lifetime('attached', () => {
        const field = self.$$
        field.value = self.data.value ?? ''
        field.setAttribute('aria-label', self.data.ariaLabel ?? '')
        // The browser's own event, without a value in its detail, must not be taken for it.
        const told = (event) => {
          event.stopImmediatePropagation()
          self.triggerEvent('input', { value: field.value })
        }
        field.addEventListener('input', told, true)
      })
      observer('value', (value) => {
        if (self.$$ && self.$$.value !== value) self.$$.value = value ?? ''
      })
    })
    .registerComponent()
}
