/** What happened, in a line at the top that goes away by itself. */
import { ElMessage } from 'element-plus/es/components/message/index'
import { tell } from '@/api/http'

export const told = (words: string): void => void ElMessage({ message: words, type: 'success', duration: 3500, grouping: true })
export const warned = (words: string): void => void ElMessage({ message: words, type: 'warning', duration: 6000, grouping: true, showClose: true })
export const failed = (error: unknown): void => void ElMessage({ message: tell(error), type: 'error', duration: 6000, grouping: true, showClose: true })
