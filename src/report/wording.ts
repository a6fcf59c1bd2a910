import type { Unknown } from '../base/answer.ts'
import type { Failure } from '../base/failure.ts'
import { alertByCode } from '../registry/find-alert.ts'
import { harmless } from './harmless.ts'

/** A failure as a plain sentence without its full stop. Texts of peers in it are harmless. */
export function failureSentence(failure: Failure): string {
  switch (failure.code) {
    case 'target-invalid':
      return `${quote(failure.target)} is not a target: ${plain(failure.reason)}`
    case 'option-invalid':
      return `the option ${plain(failure.option)} cannot be used like this: ${plain(failure.reason)}`
    case 'file-unreadable':
      return `the file ${plain(failure.file)} could not be read: ${plain(failure.reason)}`
    case 'file-unwritable':
      return `the file ${plain(failure.file)} could not be written: ${plain(failure.reason)}`
    case 'document-invalid':
      return `${plain(failure.document)} is not valid at ${plain(failure.at) || 'its beginning'}: ${plain(failure.reason)}`
    case 'name-invalid':
      return `${quote(failure.name)} is not a name of the DNS: ${plain(failure.reason)}`
    case 'dns-timeout':
      return `the resolver ${plain(failure.server)} did not answer about ${plain(failure.name)} in time`
    case 'dns-unreachable':
      return `the resolver ${plain(failure.server)} could not be reached about ${plain(failure.name)}: ${plain(failure.reason)}`
    case 'dns-rcode':
      return `the resolver ${plain(failure.server)} answered ${plain(failure.rcode)} about ${plain(failure.name)}`
    case 'dns-mismatch':
      return `the answer of ${plain(failure.server)} about ${plain(failure.name)} does not fit the question: ${plain(failure.reason)}`
    case 'dns-alias-limit':
      return `${plain(failure.name)} leads through more than ${failure.limit} aliases`
    case 'dns-no-server':
      return `no resolver is known: ${plain(failure.reason)}`
    case 'dnssec-bogus':
      return `the answer about ${plain(failure.name)} fails DNSSEC: ${plain(failure.reason)}`
    case 'address-special':
      return `${plain(failure.address)} is not an address of the public internet (${plain(failure.kind)})`
    case 'tcp-refused':
      return `${plain(failure.address)} refuses connections on port ${failure.port}`
    case 'tcp-timeout':
      return `${plain(failure.address)} did not answer on port ${failure.port} within ${seconds(failure.milliseconds)}`
    case 'tcp-unreachable':
      return `there is no way from here to ${plain(failure.address)}, port ${failure.port} (${plain(failure.errno)})`
    case 'stream-closed':
      return `the server closed the connection ${step(failure.during)}`
    case 'stream-reset':
      return `the connection was reset ${step(failure.during)}`
    case 'stream-timeout':
      return `the server did not answer within ${seconds(failure.milliseconds)} ${step(failure.during)}`
    case 'stream-too-long':
      return `the server sent more than ${failure.limitBytes} bytes ${step(failure.during)}`
    case 'smtp-refused':
      return `the server answered ${failure.reply} ${step(failure.during)}: ${plain(failure.text)}`
    case 'smtp-malformed':
      return `what came ${step(failure.during)} is not a reply of SMTP: ${plain(failure.text)}`
    case 'starttls-not-offered':
      return failure.mangled === null
        ? 'the server does not offer STARTTLS'
        : `STARTTLS was overwritten on the way: ${plain(failure.mangled)}`
    case 'starttls-refused':
      return `the server refused STARTTLS: ${failure.reply} ${plain(failure.text)}`
    case 'tls-alert':
      return `the server ended TLS with the alert ${alertByCode(failure.description)?.name ?? failure.description}`
    case 'tls-not-tls':
      return `the server does not speak TLS where it should: ${plain(failure.text)}`
    case 'tls-handshake-failed':
      return `the TLS handshake failed: ${plain(failure.reason)}`
    case 'wire-malformed':
      return `the server sent a malformed ${plain(failure.structure)} (byte ${failure.offset})`
    case 'budget-spent':
      return `the limit of ${failure.connections} connections was reached`
    case 'cancelled':
      return 'the audit was stopped'
    default:
      return failure satisfies never
  }
}

/** Why a question stayed open, as the end of a sentence such as "not determined, because …". */
export function unknownReason(why: Unknown): string {
  switch (why) {
    case 'not-asked':
      return 'this run did not ask'
    case 'budget':
      return 'the limit of connections or addresses was reached'
    case 'rate-limited':
      return 'the server asked to come back later'
    case 'timeout':
      return 'the server did not answer in time'
    case 'reset':
      return 'the connection was cut'
    case 'unreachable':
      return 'the server could not be reached'
    case 'contradictory':
      return 'the answers contradict each other, so several machines may stand behind the address'
    case 'not-applicable':
      return 'the question makes no sense here'
    case 'interrupted':
      return 'the audit was stopped'
    case 'local':
      return 'it cannot be found out from this machine'
    default:
      return why satisfies never
  }
}

/** What to do about an open question, as a sentence without its full stop; null when there is nothing. */
export function unknownAdvice(why: Unknown): string | null {
  switch (why) {
    case 'not-asked':
      return 'Ask for everything with: wiretight check --full'
    case 'budget':
      return 'Allow more with --connections, or go on with: wiretight check --resume REPORT.json'
    case 'rate-limited':
      return 'Go on later, with one lane: wiretight check --resume REPORT.json --lanes 1'
    case 'interrupted':
      return 'Go on with: wiretight check --resume REPORT.json'
    case 'timeout':
    case 'reset':
    case 'unreachable':
      return 'Try again, or from another network'
    case 'contradictory':
      return 'Look at each machine behind the address by itself'
    case 'local':
      return 'Ask from another machine'
    case 'not-applicable':
      return null
    default:
      return why satisfies never
  }
}

/** Characters of a peer's text that a sentence quotes. */
const QUOTED = 200

function plain(text: string): string {
  return harmless(text, QUOTED)
}

function quote(text: string): string {
  return `“${plain(text)}”`
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${Number((milliseconds / 1000).toFixed(1))} s`
}

/** The step of a session in words; steps that have none are named. */
function step(during: string): string {
  switch (during) {
    case 'banner':
      return 'instead of a greeting'
    case 'ehlo':
      return 'to EHLO'
    case 'helo':
      return 'to HELO'
    case 'starttls':
      return 'to STARTTLS'
    case 'ehlo-after-tls':
      return 'to EHLO inside TLS'
    default:
      return `during ${plain(during)}`
  }
}
