import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attemptSync, fail } from '../../base/failure.ts'
import { Conversation, SMTP_LIMITS } from '../../smtp/conversation.ts'
import { dial } from '../../smtp/dial.ts'
import type { LoopbackPlace } from '../attack/loopback.ts'
import { layOutPostfix } from './postfix-layout.ts'
import { readPostfixDelivery } from './read-delivery.ts'
import { DELIVERY_MILLISECONDS, FROM, messageTo, type RealSender, SENDER_NAME, type SenderSettings } from './sender.ts'
import { waitFor, waitForPort } from './wait-for.ts'

/**
 * Starts a Postfix of its own that sends. It asks the resolver of /etc/resolv.conf, which should validate and stand in a
 * namespace of its own.
 *
 * @param master the path of Postfix's `master`
 * @throws ProbeError `program-failed`
 */
export async function startPostfixSender(
  master: string,
  { folder, rootPem, settings, submission }: SenderSettings,
): Promise<RealSender> {
  const caFile = join(folder, 'roots.pem')
  writeFileSync(caFile, rootPem)
  const own = Object.fromEntries(settings.map((line) => line.split(/ ?= ?/, 2) as [string, string]))
  const files = layOutPostfix({ folder, listen: submission, main: { ...SENDER, smtp_tls_CAfile: caFile, ...own } })
  const child = spawn(master, ['-d', '-c', files.configuration], { stdio: 'ignore' })
  const log = (): string => {
    const text = attemptSync(() => readText(files.log))
    return text.ok ? text.value : ''
  }
  await waitForPort('postfix', submission, log)
  return {
    async send(to) {
      await submit(submission, to)
      const look = (): ReturnType<typeof readPostfixDelivery> => readPostfixDelivery(log(), to)
      return waitFor('postfix', DELIVERY_MILLISECONDS, look, log)
    },
    latest: (to) => readPostfixDelivery(log(), to, 'last'),
    close: () => end(child),
  }
}

/** What all levels share: names and keys from a resolver that validates, a log that tells, one attempt. */
const SENDER = {
  myhostname: SENDER_NAME,
  mydestination: '',
  mynetworks: '127.0.0.0/8',
  alias_maps: '',
  alias_database: '',
  smtp_host_lookup: 'dns',
  smtp_dns_support_level: 'dnssec',
  smtp_tls_loglevel: '1',
  smtp_connection_cache_on_demand: 'no',
  smtp_connect_timeout: '10s',
  smtp_helo_timeout: '10s',
  // The first attempt is what counts, unless somebody wants to see more.
  minimal_backoff_time: '1h',
  maximal_backoff_time: '2h',
  // A bounce would be one more message to watch.
  bounce_size_limit: '1',
  notify_classes: '',
} as const

/** Hands a message to Postfix, as a mail client of this machine would. */
async function submit(submission: LoopbackPlace, to: string): Promise<void> {
  const stream = await dial(submission)
  const clock = (): number => performance.now()
  const talk = new Conversation(stream, { limits: SMTP_LIMITS, clock, signal: undefined })
  const reply = (): ReturnType<Conversation['reply']> => talk.reply('submission', SMTP_LIMITS.replyMilliseconds)
  const steps = [`EHLO ${SENDER_NAME}`, `MAIL FROM:<${FROM}>`, `RCPT TO:<${to}>`, 'DATA', `${messageTo(to)}.`, 'QUIT']
  await reply()
  for (const step of steps) {
    talk.send(...step.split('\r\n'))
    const { code } = await reply()
    if (code >= 400)
      fail({ code: 'program-failed', program: 'postfix', text: `it answers ${code} to ${step.slice(0, 40)}` })
  }
  await talk.close()
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return fail({ code: 'file-unreadable', file, reason: 'not written yet' })
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
