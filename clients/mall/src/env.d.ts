/// <reference types="vite/client" />

declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}

interface ImportMetaEnv {
  /** Where the house answers, without a slash at the end. Empty on H5 (the same origin); the mini-program needs it. */
  readonly VITE_API_BASE?: string
}
