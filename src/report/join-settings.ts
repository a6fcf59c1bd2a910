import type { Software } from '../judge/software.ts'

/** Lines for the configuration of one mail server program. */
export interface Setting {
  readonly software: Software
  readonly lines: string
}

/** Parameters that hold a list, and what stands between its words: a later step must not undo an earlier one. */
const LISTS: readonly {
  readonly software: Software
  readonly parameter: string
  readonly between: RegExp
  readonly joint: string
}[] = [
  { software: 'postfix', parameter: 'smtpd_tls_exclude_ciphers', between: /\s*,\s*|\s+/, joint: ', ' },
  { software: 'postfix', parameter: 'tls_ssl_options', between: /\s*,\s*|\s+/, joint: ', ' },
  { software: 'exim', parameter: 'openssl_options', between: /\s+/, joint: ' ' },
  { software: 'sendmail', parameter: 'O ServerSSLOptions', between: /\s+/, joint: ' ' },
]

/**
 * Steps in which a parameter that holds a list and is set by several of them has, in each, the words of the steps before it
 * too. Who follows the plan from the top replaces the line each time and loses nothing.
 */
export function joinSettings<Step extends { readonly settings: readonly Setting[] }>(
  steps: readonly Step[],
): readonly Step[] {
  const known = new Map<string, readonly string[]>()
  return steps.map((step) => ({
    ...step,
    settings: step.settings.map(({ software, lines }) => ({
      software,
      lines: lines
        .split('\n')
        .map((line) => joined(software, line, known))
        .join('\n'),
    })),
  }))
}

function joined(software: Software, line: string, known: Map<string, readonly string[]>): string {
  const list = LISTS.find((each) => each.software === software && assignment(line, each.parameter) !== null)
  if (list === undefined) return line
  const key = `${software} ${list.parameter}`
  const [, equals = '', value = ''] = assignment(line, list.parameter) ?? []
  const words = value.split(list.between)
  const all = [...new Set([...(known.get(key) ?? []), ...words])]
  known.set(key, all)
  return `${list.parameter}${equals}${all.join(list.joint)}`
}

/** The sign between parameter and value with its blanks, and the value; null when the line sets another parameter. */
function assignment(line: string, parameter: string): RegExpExecArray | null {
  return line.startsWith(parameter) ? /^(\s*=\s*)(.*)$/.exec(line.slice(parameter.length)) : null
}
