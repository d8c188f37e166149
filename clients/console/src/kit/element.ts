/** The parts of Element Plus that the console uses; the rest stays out of the build. */
import {
  ElAlert, ElButton, ElCheckbox, ElConfigProvider, ElDatePicker, ElDialog, ElIcon, ElInput, ElInputNumber, ElOption, ElRadio, ElRadioButton,
  ElRadioGroup, ElSelect, ElSkeleton, ElSwitch, ElTabPane, ElTabs
} from 'element-plus'
import type { App } from 'vue'

const PARTS = [
  ElAlert, ElButton, ElCheckbox, ElConfigProvider, ElDatePicker, ElDialog, ElIcon, ElInput, ElInputNumber, ElOption, ElRadio, ElRadioButton,
  ElRadioGroup, ElSelect, ElSkeleton, ElSwitch, ElTabPane, ElTabs
]

export const element = { install: (app: App): void => PARTS.forEach((part) => app.use(part)) }
