import { writeFile } from 'node:fs/promises'
import { domainNameOrNull } from '../../../base/domain-name.ts'
import { fail } from '../../../base/failure.ts'
import { printable } from '../../../base/printable.ts'
import {
  generateExchangePowerShell,
  generateExchangeRegistry,
  generateExchangeUndo,
} from '../../../mta-config/exchange/generate-exchange.ts'
import { generateExim } from '../../../mta-config/exim/generate-exim.ts'
import { generatePostfix, OUTBOUND_WISHES } from '../../../mta-config/postfix/generate-postfix.ts'
import { encodeText } from '../../../mta-config/text-document.ts'
import { quoted, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { configProfileOf, type JudgingOptions, libraryOf, oneOf, releaseOf, softwareOf } from './judging-options.ts'

/** Options of `config generate` as commander hands them over. */
export interface GenerateOptions extends JudgingOptions {
  readonly tlsMin?: string
  readonly outbound?: string
  readonly cert?: string
  readonly key?: string
  readonly caFile?: string
  readonly policyServer?: string
  readonly part?: string
  readonly partner?: readonly string[]
  readonly thumbprint?: string
  readonly output?: string
}

const PARTS = ['powershell', 'registry', 'undo'] as const

/** `wiretight config generate SOFTWARE`: writes TLS settings with the reason for each. Returns the exit code. */
export async function generateCommand(word: string, options: GenerateOptions): Promise<number> {
  const software = softwareOf(word)
  const least =
    options.tlsMin === undefined || oneOf('--tls-min', options.tlsMin, ['1.2', '1.3']) === '1.2' ? 'TLSv1.2' : 'TLSv1.3'
  const outbound = oneOf('--outbound', options.outbound ?? 'dane', OUTBOUND_WISHES)
  const files = filesOf(options)
  const profile = configProfileOf(options.profile)
  switch (software) {
    case 'postfix': {
      const release = releaseOf(options.version)
      const text = generatePostfix({
        least,
        outbound,
        profile,
        ...files,
        ...(release === null ? {} : { release }),
        ...(options.caFile === undefined ? {} : { authorities: pathOf('--ca-file', options.caFile) }),
        ...(options.policyServer === undefined
          ? {}
          : { policyServer: pathOf('--policy-server', options.policyServer) }),
      })
      await writeOut(text, options.output)
      return EXIT.clean
    }
    case 'exim': {
      if (outbound === 'mta-sts')
        refuse('--outbound', 'Exim has no policy server for MTA-STS; expected may, encrypt or dane')
      const library = libraryOf(options.library) ?? 'gnutls'
      await writeOut(generateExim({ library, least, outbound, profile, ...files }), options.output)
      return EXIT.clean
    }
    case 'exchange':
      return generateExchange(options, least)
    default:
      return software satisfies never
  }
}

async function generateExchange(options: GenerateOptions, least: 'TLSv1.2' | 'TLSv1.3'): Promise<number> {
  const part = oneOf('--part', options.part ?? 'powershell', PARTS)
  const partners = (options.partner ?? []).map(
    (text) => domainNameOrNull(text) ?? refuse('--partner', `not a domain: ${quoted(text)}`),
  )
  const { thumbprint } = options
  if (thumbprint !== undefined && !/^[0-9a-f]{40}$/i.test(thumbprint))
    refuse('--thumbprint', `expected 40 hexadecimal digits, not ${quoted(thumbprint)}`)
  const wishes = { least, partners, ...(thumbprint === undefined ? {} : { thumbprint }) }
  if (part === 'powershell') {
    await writeOut(generateExchangePowerShell(wishes), options.output)
    return EXIT.clean
  }
  const text = part === 'registry' ? generateExchangeRegistry(wishes) : generateExchangeUndo(wishes)
  // The registry editor writes UTF-16; on a terminal that would be unreadable.
  if (options.output === undefined) await writeOut(text, undefined)
  else await writeBytes(options.output, encodeText({ encoding: 'utf-16le' }, `\uFEFF${text}`))
  return EXIT.clean
}

async function writeBytes(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    fail({ code: 'file-unwritable', file: printable(file, 200), reason })
  }
}

/** The files of certificate and key; a certificate that is given alone holds its key too. */
function filesOf({ cert, key }: GenerateOptions): { readonly certificate?: string; readonly key?: string | null } {
  if (cert === undefined) return key === undefined ? {} : { key: pathOf('--key', key) }
  return { certificate: pathOf('--cert', cert), key: key === undefined ? null : pathOf('--key', key) }
}

/** A path that means itself in a file of settings. @throws ProbeError `option-invalid` */
function pathOf(option: string, text: string): string {
  if (text === '' || /[\s,$#{}\x00-\x1f\x7f]/.test(text))
    return refuse(option, `expected a path without blanks, commas, # and $, not ${quoted(text)}`)
  return text
}
