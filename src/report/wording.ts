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
      return `${plain(failure.document)} is not valid${failure.at === '' ? '' : ` at ${plain(failure.at)}`}: ${plain(failure.reason)}`
    case 'content-too-large':
      return `${plain(failure.document)} holds, or unpacks to, more than the ${failure.limitBytes} bytes that are allowed`
    case 'gzip-malformed':
      return `the gzip data of ${plain(failure.document)} cannot be unpacked: ${plain(failure.reason)}`
    case 'gzip-ratio':
      return `the gzip data of ${plain(failure.document)} unpack to more than ${failure.limitRatio} times their size`
    case 'report-missing':
      return `there is no TLS report in ${plain(failure.document)}: ${plain(failure.reason)}`
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
    case 'host-without-address':
      return `${plain(failure.host)} has no address`
    case 'address-special':
      return `${plain(failure.address)} is not an address of the public internet (${plain(failure.kind)})`
    case 'address-not-loopback':
      return `${plain(failure.address)} is not an address of this machine’s loopback (127.0.0.0/8)`
    case 'port-unusable':
      return `cannot listen on ${plain(failure.address)} port ${failure.port}: ${portTrouble(failure.errno)}`
    case 'lab-not-running':
      return 'no lab is running; start one with: wiretight lab up'
    case 'lab-running':
      return `a lab is running already (process ${failure.pid}); stop it with: wiretight lab down`
    case 'root-needed':
      return `${plain(failure.what)} needs root`
    case 'program-missing':
      return `${plain(failure.program)} is not installed on this machine`
    case 'program-failed':
      return `${plain(failure.program)} failed: ${plain(failure.text)}`
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
    case 'certificate-untrusted':
      return `the certificate of ${plain(failure.host)} is not trusted: ${plain(failure.text)} (${plain(failure.name)})`
    case 'certificate-expired':
      return `the certificate of ${plain(failure.host)} has expired`
    case 'certificate-not-yet-valid':
      return `the certificate of ${plain(failure.host)} is not valid yet`
    case 'certificate-name-mismatch':
      return `the certificate is not for ${plain(failure.host)}, but for ${plain(failure.names.join(', ')) || 'no host at all'}`
    case 'http-redirect':
      return `the server answered ${failure.status}, a redirect to ${plain(failure.location ?? '') || 'nowhere'}, which may not be followed`
    case 'http-status':
      return `the server answered ${failure.status} where 200 is needed`
    case 'http-media-type':
      return failure.mediaType === null
        ? 'the answer does not say of which type it is, and must be text/plain'
        : `the answer is of the type ${plain(failure.mediaType)}, and must be text/plain`
    case 'http-malformed':
      return `what the server sent cannot be read as HTTP: ${plain(failure.reason)}`
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
    case 'inconclusive':
      return 'what the server answered proves nothing either way'
    case 'contradictory':
      return 'the answers contradict each other, so several machines may stand behind the address'
    case 'not-applicable':
      return 'the question makes no sense here'
    case 'interrupted':
      return 'the audit was stopped'
    case 'local':
      return 'it cannot be found out from this machine'
    case 'unlisted':
      return 'it is about a certification authority that is not known here'
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
    case 'inconclusive':
      return 'Read what the server answered in the JSON report, and ask from another network'
    case 'contradictory':
      return 'Look at each machine behind the address by itself'
    case 'local':
      return 'Ask from another machine'
    case 'unlisted':
      return 'Look up in the authority’s practice statement which names in CAA records it goes by'
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

/** Why a port cannot be listened on. */
function portTrouble(errno: string): string {
  switch (errno) {
    case 'EADDRINUSE':
      return 'another program has it'
    case 'EACCES':
      return 'ports below 1024 need root'
    default:
      return plain(errno)
  }
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
    case 'policy':
      return 'when it was asked for the policy'
    default:
      return `during ${plain(during)}`
  }
}
