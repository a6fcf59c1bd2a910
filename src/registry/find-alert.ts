import type { Alert } from './alert.ts'
import { ALERTS } from './alerts.ts'

const byCode = new Map(ALERTS.map((alert) => [alert.code, alert]))

/** The alert of a description byte; undefined for a code that no specification defines. */
export function alertByCode(code: number): Alert | undefined {
  return byCode.get(code)
}
