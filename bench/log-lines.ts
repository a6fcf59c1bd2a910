/** Makes logs as Postfix, Exim and Sendmail write them, of made-up traffic in which every number is known. */

/** What a block of lines holds, to be compared with what is read. */
export interface LogBlock {
  readonly text: string
  readonly lines: number
  readonly in: { readonly encrypted: number; readonly clear: number }
  readonly out: { readonly encrypted: number; readonly clear: number }
}

const SESSIONS = [
  'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256',
  'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519MLKEM768 server-signature ECDSA (prime256v1) server-digest SHA256',
  'TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)',
  'TLSv1.2 with cipher AES128-SHA (128/128 bits)',
  'TLSv1 with cipher DHE-RSA-AES256-SHA (256/256 bits)',
] as const

const TRUST = ['Anonymous', 'Untrusted', 'Trusted', 'Verified'] as const

/** Messages in and as many out; one in ten of each goes in clear. The same seed gives the same lines. */
export function postfixBlock(day: string, messages: number, seed: number): LogBlock {
  const lines: string[] = []
  const counts = { in: { encrypted: 0, clear: 0 }, out: { encrypted: 0, clear: 0 } }
  for (let at = 0; at < messages; at += 1) {
    const number = seed + at * 7919
    const time = [3600, 60, 1].map((size, place) =>
      String(Math.floor((number % 86_400) / size) % (place === 0 ? 24 : 60)).padStart(2, '0'),
    )
    const head = `${day} ${time.join(':')} mail1 postfix`
    const [server, client] = [1_000 + (number % 50), 2_000 + (number % 50)]
    const id = ((number * 2_654_435_761) % 2 ** 40).toString(36).toUpperCase().padStart(12, '4')
    const source = `mx${number % 997}.source${number % 5003}.example[192.0.${number % 200}.${number % 251}]`
    const target = `mx${number % 7}.target${number % 4001}.example[198.51.${number % 200}.${number % 249}]:25`
    const isClear = number % 10 === 0
    const session = SESSIONS[number % SESSIONS.length] ?? ''
    const trust = TRUST[number % TRUST.length] ?? ''
    lines.push(
      `${head}/smtpd[${server}]: connect from ${source}`,
      ...(isClear ? [] : [`${head}/smtpd[${server}]: Anonymous TLS connection established from ${source}: ${session}`]),
      `${head}/smtpd[${server}]: ${id}: client=${source}`,
      `${head}/cleanup[3001]: ${id}: message-id=<${id}.${number}@source${number % 5003}.example>`,
      `${head}/qmgr[911]: ${id}: from=<user${number % 89}@source${number % 5003}.example>, size=${4_000 + (number % 90_000)}, nrcpt=1 (queue active)`,
      `${head}/smtpd[${server}]: disconnect from ${source} ehlo=${isClear ? 1 : '2 starttls=1'} mail=1 rcpt=1 data=1 quit=1 commands=${isClear ? 5 : 7}`,
      ...(isClear ? [] : [`${head}/smtp[${client}]: ${trust} TLS connection established to ${target}: ${session}`]),
      `${head}/smtp[${client}]: ${id}: to=<someone${number % 97}@target${number % 4001}.example>, relay=${target}, delay=1.2, delays=0.1/0.01/0.6/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ${id})`,
      `${head}/qmgr[911]: ${id}: removed`,
    )
    for (const direction of ['in', 'out'] as const) counts[direction][isClear ? 'clear' : 'encrypted'] += 1
  }
  return { text: `${lines.join('\n')}\n`, lines: lines.length, ...counts }
}
