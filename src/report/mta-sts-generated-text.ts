import type { TextOptions } from './canvas.ts'
import { wrap } from './columns.ts'
import type { MtaStsGeneratedDocument } from './mta-sts-json.ts'

/**
 * What to publish, as comments around a policy and a line of a zone, so that both can be copied as they stand.
 */
export function renderMtaStsGenerated(document: MtaStsGeneratedDocument, options: TextOptions = {}): string {
  const { url, policy, record, steps, warnings } = document
  const width = Math.max(60, options.width ?? 100)
  const note = (text: string): string =>
    wrap(text, width - 2)
      .map((line) => `; ${line}\n`)
      .join('')
  const when = new Map(steps?.map(({ step, from }) => [step, minute(from)]))
  const notes = warnings.map(({ message, text, code }) => note(`Warning: ${message} (${text}) [${code}]`)).join('')
  const removal = when.get('remove')
  return [
    notes,
    note(`1. ${begin(when.get('publish-policy'))}serve this at ${url} as text/plain, with a certificate for the host:`),
    policy.replaceAll('\r\n', '\n'),
    '\n',
    note(`2. ${begin(when.get('publish-record'))}publish this record, after the policy and never before it:`),
    `${record.name}. IN TXT "${record.text}"\n`,
    ...(removal === undefined
      ? []
      : [
          '\n',
          note(
            `3. Not before ${removal}, when every sender's copy of the old policy has expired: take the record and the policy away.`,
          ),
        ]),
  ].join('')
}

/** A step's beginning: with its time when there is one. */
function begin(time: string | undefined): string {
  return time === undefined ? '' : `At ${time}: `
}

function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
