/** What became of a message, with the lines of the sender's log that say so. */
export interface SeenDelivery {
  readonly delivery: 'authenticated' | 'encrypted' | 'plaintext' | 'deferred' | 'bounced'
  /** Without times and process numbers, in the order of the log. */
  readonly evidence: readonly string[]
}

/** Which attempt to deliver is meant: a sender that defers mail tries again. */
export type DeliveryAttempt = 'first' | 'last'

/**
 * What Postfix's log says of the delivery to an address; null while it says nothing. With `smtp_tls_loglevel = 1` a line
 * before the delivery tells what TLS came about: `Verified` is a server that is what it should be, by DANE or by its name.
 */
export function readPostfixDelivery(log: string, to: string, attempt: DeliveryAttempt = 'first'): SeenDelivery | null {
  const lines = log.split('\n').map(postfixLine)
  const isOutcome = ({ text }: PostfixLine): boolean => text.includes(`: to=<${to}>,`) && text.includes(', status=')
  const at = attempt === 'first' ? lines.findIndex(isOutcome) : lines.findLastIndex(isOutcome)
  const found = lines[at]
  const [, status, why = ''] = /, status=(sent|deferred|bounced) \((.*)\)$/.exec(found?.text ?? '') ?? []
  if (found === undefined || status === undefined) return null
  const domain = to.slice(to.lastIndexOf('@') + 1)
  const dsn = /, dsn=([\d.]+),/.exec(found.text)?.[1] ?? ''
  const relay = /, relay=(\S+?),/.exec(found.text)?.[1] ?? ''
  const before = lines.slice(0, at).filter(({ process }) => process === found.process)
  const isTls = ({ text }: { readonly text: string }): boolean =>
    text.includes(` TLS connection established to ${relay}: `)
  const tls = status === 'sent' ? before.findLast(isTls) : undefined
  const about = /^(?:warning: |SSL_connect error to |(?:server )?certificate verification failed )/
  const warning = before.findLast(({ text }) => about.test(text) && text.includes(relay === 'none' ? domain : relay))
  const evidence = [
    ...(status !== 'sent' && warning !== undefined ? [warning.text] : []),
    ...(tls === undefined ? [] : [tls.text]),
    `relay=${relay}, dsn=${dsn}, status=${status} (${why})`,
  ]
  if (status !== 'sent') return { delivery: status === 'bounced' ? 'bounced' : 'deferred', evidence }
  if (tls === undefined) return { delivery: 'plaintext', evidence }
  return { delivery: tls.text.startsWith('Verified ') ? 'authenticated' : 'encrypted', evidence }
}

interface PostfixLine {
  readonly process: string
  readonly text: string
}

/** `Nov 24 13:40:02 host postfix/smtp[123]: text`, or with the date of RFC 3339. */
function postfixLine(line: string): PostfixLine {
  const [, process = '', text = ''] = /\spostfix\/([\w-]+\[\d+\]): (.*)$/.exec(line) ?? []
  return { process, text }
}

/**
 * What Exim's main log says of the delivery to an address; null while it says nothing. `X=` tells of TLS, and `CV=dane` that
 * DANE has vouched for the server (`log_selector = +tls_cipher +tls_certificate_verified`).
 */
export function readEximDelivery(log: string, to: string): SeenDelivery | null {
  const lines = log.split('\n').map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:[+-]\d{4} )?/, ''))
  const message = /^\S+/.exec(lines.find((line) => line.includes(` ${to} `) && /^\S+ (?:=>|==|\*\*) /.test(line)) ?? '')
  if (message === null) return null
  const id = message[0]
  const own = lines.filter((line) => line.startsWith(`${id} `)).map((line) => line.slice(id.length + 1))
  const last = own.find((line) => /^(?:=>|==|\*\*) /.test(line)) ?? ''
  // What it could not say to the sender of the message is no reason either.
  const other = /^(?:<=|=>|==|\*\*|Completed|Unfrozen|Frozen|Process failed .* when writing error message)/
  const reasons = own.filter((line) => !other.test(line))
  const evidence = [...reasons, last].map((line) => line.replace(/ (?:QT|DT)=\S+/g, ''))
  if (last.startsWith('**')) return { delivery: 'bounced', evidence }
  if (last.startsWith('==')) return { delivery: 'deferred', evidence }
  if (!/ X=\S/.test(last)) return { delivery: 'plaintext', evidence }
  return { delivery: / CV=dane(?: |$)/.test(last) ? 'authenticated' : 'encrypted', evidence }
}
