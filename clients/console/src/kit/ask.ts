/** Every act asks why. One dialog for all of them, opened by a call and answered by a promise. */
import { reactive } from 'vue'

export interface Question {
  title: string
  /** What will happen, in a sentence. */
  says?: string
  /** Reasons to choose from; more can be typed. */
  reasons?: string[]
  /** The word on the button. */
  verb: string
  danger?: boolean
  /** A number to be given with it. */
  amount?: { label: string; initial: string; parse: (typed: string) => number | null; wrong: string; quick?: { name: string; value: string }[] }
  /** Done while the dialog is open, with the reason; when it fails, the dialog says so and stays. */
  act: (reason: string, amount: number) => Promise<unknown>
}

export const asking = reactive<{ open: boolean; question: Question | null; done: ((yes: boolean) => void) | null }>({ open: false, question: null, done: null })

/** True when it was done, false when she thought better of it. */
export function askWhy(question: Question): Promise<boolean> {
  asking.done?.(false)
  return new Promise((resolve) => Object.assign(asking, { open: true, question, done: resolve }))
}
