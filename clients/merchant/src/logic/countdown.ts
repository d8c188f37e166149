/** `59:12` while minutes count, `0:09` at the end, `13:05:00` overnight. */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** calm, soon (ten minutes), now (two minutes): how a countdown looks. */
export const urgency = (seconds: number): 'calm' | 'soon' | 'now' => (seconds <= 120 ? 'now' : seconds <= 600 ? 'soon' : 'calm')
