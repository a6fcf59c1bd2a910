import type { ServerFacts } from '../facts/server-facts.ts'
import type { SubjectRef } from './subject.ts'

/** Asks everything of one server: for what no other program shows in one line. */
export const FULL_CHECK = 'wiretight check {target} --full'

/**
 * Fills the template of a rule's command for a subject. People paste these commands into a shell, so every value that
 * is not plainly harmless is quoted: names come from DNS, and DNS names may hold anything.
 *
 * @param mode how TLS starts there; `starttls` when it is not known
 */
export function fillCommand(template: string, subject: SubjectRef, mode: ServerFacts['mode'] = 'starttls'): string {
  const host = subject.mx ?? subject.domain
  const address = subject.address ?? host
  const port = String(subject.port ?? 25)
  const values: Readonly<Record<string, string>> = {
    domain: subject.domain,
    host,
    address,
    port,
    connect: withPort(address, port),
    target: withPort(host, port),
  }
  return template
    .replaceAll('{starttls}', mode === 'starttls' ? '-starttls smtp ' : '')
    .replace(/\{(domain|host|address|port|connect|target)\}/g, (_, name: string) => shellWord(values[name] ?? ''))
}

/** IPv6 addresses stand in brackets before a port (RFC 3986 section 3.2.2). */
function withPort(host: string, port: string): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The template of a command for people to read, with words in capitals for what differs: `-connect HOST:25`. */
export function commandPattern(template: string): string {
  const words: Readonly<Record<string, string>> = {
    starttls: '-starttls smtp ',
    domain: 'DOMAIN',
    host: 'HOST',
    address: 'ADDRESS',
    port: '25',
    connect: 'HOST:25',
    target: 'HOST:25',
  }
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole)
}

/**
 * A text as one word of a POSIX shell, quoted where it must be. What a program would take for an option, or what cannot
 * be shown as it is, is not given to it at all: the word NAME stands in its place.
 */
function shellWord(text: string): string {
  if (/^[A-Za-z0-9._:][A-Za-z0-9._:-]*$/.test(text)) return text
  return /^[^-'][ -&(-~]*$/.test(text) && /^[ -~]*$/.test(text) ? `'${text}'` : 'NAME'
}
