import type { SClientFacts, SClientSession, ShownCertificate } from '../facts/s-client-facts.ts'
import { harmless } from './harmless.ts'
import { NO_PAINT, type Paint } from './paint.ts'
import { failureSentence } from './wording.ts'

/** What `s-client` shows beyond the usual. */
export interface SClientTextOptions {
  readonly paint?: Paint
  /** Every certificate as PEM, as `-showcerts` does. */
  readonly certificates?: boolean
}

/**
 * A whole handshake in the words of `openssl s_client`, so that notes and scripts made for that apply, and at its end the command
 * itself.
 */
export function renderSClientText(facts: SClientFacts, options: SClientTextOptions = {}): string {
  const paint = options.paint ?? NO_PAINT
  const sections = [
    connected(facts),
    ...(facts.session === null ? [] : sessionSections(facts.session, options.certificates === true, paint)),
    ...(facts.failure === null ? [] : [[paint('high', `${failureSentence(facts.failure)} [${facts.failure.code}]`)]]),
    [paint('faint', sClientCommand(facts))],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n---\n')}\n`
}

/** The command of OpenSSL that makes the same handshake. */
export function sClientCommand({ host, port, address, sni, mode, session }: SClientFacts): string {
  // A name that was looked up here may lead elsewhere there, so the address that was contacted is named.
  const place = address ?? host
  const endpoint = place.includes(':') ? `[${place}]:${port}` : `${place}:${port}`
  return [
    'openssl s_client',
    ...(mode === 'starttls' ? ['-starttls smtp'] : []),
    `-connect ${endpoint}`,
    sni === null ? '-noservername' : `-servername ${sni}`,
    ...((session?.chain.length ?? 0) > 1 ? ['-showcerts'] : []),
    '</dev/null',
  ].join(' ')
}

function connected({ address, port, banner, milliseconds }: SClientFacts): readonly string[] {
  if (address === null) return ['not connected']
  const line = `CONNECTED(${address}:${port}), ${Math.round(milliseconds)} ms`
  return banner === null ? [line] : [line, `220 ${harmless(banner, 500)}`]
}

function sessionSections(session: SClientSession, certificates: boolean, paint: Paint): readonly (readonly string[])[] {
  const { protocol, cipher, chain, verify, group, groupBits } = session
  const leaf = chain[0]?.facts ?? null
  const key = group === null ? [] : [`Server Temp Key: ${group}${groupBits === null ? '' : `, ${groupBits} bits`}`]
  const bits = leaf?.key.bits ?? null
  const verdict = `Verify return code: ${verify.code} (${harmless(verify.text, 200)})`
  return [
    ['Certificate chain', ...chain.flatMap((certificate, at) => certificateLines(certificate, at, certificates))],
    ...(leaf === null ? [] : [[`subject=${leaf.subject.text}`, `issuer=${leaf.issuer.text}`]]),
    key,
    [
      `New, ${protocol}, Cipher is ${cipher}`,
      ...(bits === null ? [] : [`Server public key is ${bits} bit`]),
      `    Protocol  : ${protocol}`,
      `    Cipher    : ${cipher}`,
      `    ${paint(verify.code === 0 ? 'good' : 'medium', verdict)}`,
    ],
  ].filter((lines) => lines.length > 0)
}

function certificateLines({ facts, pem }: ShownCertificate, at: number, certificates: boolean): readonly string[] {
  const number = `${at}`.padStart(2)
  const shown = certificates ? pem.trimEnd().split('\n') : []
  if (facts === null) return [`${number} a certificate that cannot be read`, ...shown]
  const { subject, issuer, key, signature, notBefore, notAfter, sha256 } = facts
  const size = key.bits === null ? '' : `, ${key.bits} (bit)`
  const kind = key.algorithm === 'unknown' ? key.identifier : key.algorithm
  return [
    `${number} s:${subject.text}`,
    `   i:${issuer.text}`,
    `   a:PKEY: ${kind}${key.curve === null ? '' : ` ${key.curve}`}${size}; sigalg: ${signature.name}`,
    `   v:NotBefore: ${opensslDate(notBefore)}; NotAfter: ${opensslDate(notAfter)}`,
    `   f:sha256 ${sha256}`,
    ...shown,
  ]
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Nov 24 08:00:00 2026 GMT`. */
function opensslDate(iso: string): string {
  const date = new Date(iso)
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${iso.slice(11, 19)} ${date.getUTCFullYear()} GMT`
}
