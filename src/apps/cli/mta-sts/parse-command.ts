import { createReadStream } from 'node:fs'
import { fail } from '../../../base/failure.ts'
import { printable } from '../../../base/printable.ts'
import { POLICY_BYTES } from '../../../mtasts/fetch.ts'
import { isPolicyMediaType } from '../../../mtasts/media-type.ts'
import { parsePolicy } from '../../../mtasts/policy.ts'
import { type ParsedRecord, parseRecord, selectRecord } from '../../../mtasts/record.ts'
import {
  type MtaStsPolicyDocument,
  type MtaStsRecordDocument,
  policyDocumentOf,
  recordDocumentOf,
  renderMtaStsJson,
} from '../../../report/mta-sts-json.ts'
import { renderMtaStsParse } from '../../../report/mta-sts-text.ts'
import { refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { inputName } from '../input-name.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `mta-sts parse`. */
export interface ParseOptions {
  readonly record?: readonly string[]
  readonly policy?: string
  readonly mediaType?: string
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/** `wiretight mta-sts parse`: what a record or a policy is worth. Returns the exit code. */
export async function parseCommand(options: ParseOptions): Promise<number> {
  const document = await documentOf(options)
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  await writeOut(options.json ? renderMtaStsJson(document) : renderMtaStsParse(document, look), undefined)
  return document.verdict === 'valid' ? EXIT.clean : EXIT.findings
}

async function documentOf({
  record,
  policy,
  mediaType,
}: ParseOptions): Promise<MtaStsRecordDocument | MtaStsPolicyDocument> {
  if (record !== undefined && policy !== undefined) return refuse('--policy', 'goes without --record')
  if (record !== undefined) {
    if (mediaType !== undefined) refuse('--media-type', 'is about a policy, not about a record')
    return recordsDocument(record)
  }
  if (policy === undefined) return refuse('--record', 'give a record, or a file with --policy')
  const parsed = parsePolicy(await readPolicy(policy))
  const isTyped = mediaType === undefined || isPolicyMediaType(mediaType)
  return policyDocumentOf(
    parsed,
    isTyped ? [] : [{ code: 'policy-media-type', at: 0, text: printable(mediaType, 120) }],
  )
}

const NOTHING: ParsedRecord = { verdict: 'none', id: null, extensions: [], errors: [], warnings: [] }

/** Several records are selected among, as senders do; one is read for what it is meant to be. */
function recordsDocument(texts: readonly string[]): MtaStsRecordDocument {
  const [only = ''] = texts
  if (texts.length === 1) return recordDocumentOf(parseRecord(only))
  const selected = selectRecord(texts.map((text) => printable(text, Number.POSITIVE_INFINITY)))
  switch (selected.kind) {
    case 'one':
      return recordDocumentOf(selected.record)
    case 'none':
      return recordDocumentOf({ ...NOTHING, errors: [{ code: 'record-begin', at: 1, text: '' }] })
    case 'multiple':
      return recordDocumentOf(NOTHING, [{ code: 'records-multiple', at: 0, text: String(selected.count) }])
    default:
      return selected satisfies never
  }
}

/** Reads a policy from a file, or from standard input for `-`, as far as a sender would. */
async function readPolicy(file: string): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      const piece = Buffer.from(chunk)
      chunks.push(piece)
      bytes += piece.length
      if (bytes > POLICY_BYTES) break
    }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    fail({ code: 'file-unreadable', file: inputName(file), reason })
  }
  if (bytes > POLICY_BYTES) {
    fail({ code: 'content-too-large', document: inputName(file), limitBytes: POLICY_BYTES })
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(chunks))
}
