/** An entry of a policy table: `*` stands for every domain. */
export interface PolicyEntry {
  readonly domain: string
  readonly level: string
  /** What stands behind the level, such as `ciphers=high`, by names in small letters; of two the first counts. */
  readonly attributes: ReadonlyMap<string, string>
}

/** One table of `smtp_tls_policy_maps`, as far as `main.cf` tells about it. */
export interface PolicyMap {
  /** Such as `hash:/etc/postfix/tls_policy`. */
  readonly text: string
  /** `entries` are written in the setting itself, a `server` is asked, a `file` is not known here. */
  readonly kind: 'entries' | 'server' | 'file'
  readonly entries: readonly PolicyEntry[]
  /** True for a policy server that is known to look for DANE before MTA-STS. */
  readonly asksForDane: boolean
}

/** Reads a value of `smtp_tls_policy_maps`. What `inline:` and `static:` say is known; other tables are somewhere else. */
export function readPolicyMaps(value: string): readonly PolicyMap[] {
  return tables(value).map((text) => {
    const [, type = '', rest = ''] = /^([\w-]+):(.*)$/s.exec(unbraced(text)) ?? []
    const table = type === 'proxy' ? (/^[\w-]+/.exec(rest)?.[0] ?? '') : type
    if (table === 'static') return map(text, [policyEntry('*', unbraced(rest))])
    if (table === 'inline') return map(text, inlineEntries(rest))
    const isServer = table === 'socketmap' || table === 'tcp'
    // The name of the map tells the service: postfix-tlspol answers QUERY, with DANE first.
    const asksForDane = isServer && /:QUERY\w*$/.test(rest)
    return { text, kind: isServer ? 'server' : 'file', entries: [], asksForDane }
  })
}

function map(text: string, entries: readonly PolicyEntry[]): PolicyMap {
  return { text, kind: 'entries', entries, asksForDane: false }
}

/** Tables of a list; commas and blanks separate them outside of braces. */
function tables(value: string): readonly string[] {
  const out: string[] = []
  let depth = 0
  let current = ''
  for (const character of value) {
    if (character === '{') depth += 1
    if (character === '}') depth -= 1
    if (depth <= 0 && /[\s,]/.test(character)) {
      out.push(current)
      current = ''
    } else current += character
  }
  return [...out, current].filter((text) => text !== '')
}

/** `{ example.com = encrypt }, { .example.org = may }`, the braces optional around single words. */
function inlineEntries(text: string): readonly PolicyEntry[] {
  return [...unbraced(text).matchAll(/\{\s*([^\s={}]+)\s*=\s*([^{}]*)\}|([^\s,={}]+)\s*=\s*([^\s,{}]+)/g)].map(
    ([, braced, value, plain = '', word = '']) => policyEntry(braced ?? plain, value ?? word),
  )
}

/** What stands in braces, when they are around all of it. */
function unbraced(text: string): string {
  const trimmed = text.trim()
  return trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed.slice(1, -1).trim() : trimmed
}

/** `encrypt ciphers=high protocols=TLSv1.2:TLSv1.3`: a level and attributes, separated by blanks or commas. */
function policyEntry(domain: string, text: string): PolicyEntry {
  const [level = '', ...rest] = text.split(/[\s,]+/).filter((word) => word !== '')
  const attributes = rest.toReversed().flatMap((word): readonly (readonly [string, string])[] => {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(word) ?? []
    return name === '' ? [] : [[name.toLowerCase(), value]]
  })
  return { domain, level: level.toLowerCase(), attributes: new Map(attributes) }
}
