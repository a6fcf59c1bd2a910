import { z } from 'zod'
import { fail } from '../../base/failure.ts'
import { harmless } from '../../report/harmless.ts'
import { pointer } from '../../report/stored-report.ts'
import { isSettingName, SETTINGS, type SettingName, type Settings } from './setting-names.ts'

/** Longer settings are a mistake. */
const LONGEST = 4_096

const text = z.string().min(1).max(LONGEST)
/** Numbers are handed on as the texts that options are. */
const number = z.number().nonnegative().transform(String)
const KINDS = { text, file: text, number, flag: z.boolean() } as const

/** The settings file: an object with known names only, so that a misspelt one is seen. */
const settingsSchema = z.strictObject({
  $schema: z.string().optional(),
  ...Object.fromEntries(Object.entries(SETTINGS).map(([name, kind]) => [name, KINDS[kind].optional()])),
})

/**
 * Reads the text of a settings file.
 *
 * @param document how to call it in an error
 * @throws ProbeError `document-invalid`, with the place as a JSON Pointer (RFC 6901)
 */
export function parseSettings(source: string, document: string): Settings {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'not JSON'
    return fail({ code: 'document-invalid', document, at: '', reason: harmless(reason, 200) })
  }
  const parsed = settingsSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const reason = harmless(issue?.message ?? 'not settings', 200)
    return fail({ code: 'document-invalid', document, at: pointer(issue?.path ?? []), reason })
  }
  const entries = Object.entries(parsed.data).flatMap(([name, each]): readonly [SettingName, string | boolean][] =>
    isSettingName(name) && (typeof each === 'string' || typeof each === 'boolean') ? [[name, each]] : [],
  )
  return Object.fromEntries(entries)
}
