/** Options that the settings file may give, as commander names them, and as what they are written there. */
export const SETTINGS = {
  resolver: 'text',
  trustAnchor: 'file',
  caFile: 'file',
  ehlo: 'text',
  profile: 'text',
  failOn: 'text',
  ports: 'text',
  timeout: 'number',
  lanes: 'number',
  connections: 'number',
  allowPrivate: 'flag',
  ascii: 'flag',
  color: 'flag',
} as const satisfies Readonly<Record<string, 'text' | 'file' | 'number' | 'flag'>>

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS

/** What a settings file holds, once it was checked. */
export type Settings = { readonly [Name in SettingName]?: string | boolean }

/** True for the name of a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name)
}
