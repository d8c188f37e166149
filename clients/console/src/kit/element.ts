/** The parts of Element Plus that the console uses; the rest stays out of the build. */
import {
  ElAlert, ElButton, ElCheckbox, ElCheckboxGroup, ElConfigProvider, ElDatePicker, ElDialog, ElDrawer, ElDropdown, ElDropdownItem,
  ElDropdownMenu, ElForm, ElFormItem, ElIcon, ElInput, ElInputNumber, ElLoading, ElOption, ElPopover, ElProgress, ElRadio, ElRadioButton, ElRadioGroup,
  ElSegmented, ElSelect, ElSkeleton, ElSwitch, ElTable, ElTableColumn, ElTabPane, ElTabs, ElTag, ElTooltip, ElUpload
} from 'element-plus'
import type { App } from 'vue'

const PARTS = [
  ElAlert, ElButton, ElCheckbox, ElCheckboxGroup, ElConfigProvider, ElDatePicker, ElDialog, ElDrawer, ElDropdown, ElDropdownItem,
  ElDropdownMenu, ElForm, ElFormItem, ElIcon, ElInput, ElInputNumber, ElLoading, ElOption, ElPopover, ElProgress, ElRadio, ElRadioButton, ElRadioGroup,
  ElSegmented, ElSelect, ElSkeleton, ElSwitch, ElTable, ElTableColumn, ElTabPane, ElTabs, ElTag, ElTooltip, ElUpload
]

export const element = { install: (app: App): void => PARTS.forEach((part) => app.use(part)) }
