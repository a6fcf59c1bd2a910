import { constants } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { fail } from '../../../base/failure.ts'
import { printable } from '../../../base/printable.ts'
import type { ConfigFinding } from '../../../mta-config/config-finding.ts'
import { readExchange } from '../../../mta-config/exchange/exchange-configuration.ts'
import { fixExchange } from '../../../mta-config/exchange/lint-exchange.ts'
import { fixExim } from '../../../mta-config/exim/fix-exim.ts'
import { fixPostfix } from '../../../mta-config/postfix/fix-postfix.ts'
import { encodeText, type TextDocument } from '../../../mta-config/text-document.ts'
import { unifiedDiff } from '../../../mta-config/unified-diff.ts'
import { harmless } from '../../../report/harmless.ts'
import { refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import {
  buildOf,
  configCodesOf,
  configProfileOf,
  type JudgingOptions,
  releaseOf,
  softwareOf,
} from './judging-options.ts'
import { eximFiles, includeReader, readConfigFiles } from './read-config-files.ts'

/** Options of `config fix` as commander hands them over. */
export interface FixCommandOptions extends JudgingOptions {
  readonly write?: true
  readonly only?: string
}

/** A file before and after. */
interface Pair {
  readonly before: TextDocument
  readonly after: TextDocument
}

/** Backups of one file, so that nobody's disk fills up unseen. */
const MOST_BACKUPS = 100

/** `wiretight config fix SOFTWARE FILE…`: shows a diff, or writes it. Returns the exit code. */
export async function fixCommand(word: string, files: readonly string[], options: FixCommandOptions): Promise<number> {
  const software = softwareOf(word)
  const profile = configProfileOf(options.profile)
  const only = configCodesOf(options.only)
  if (options.write && files.includes('-')) refuse('--write', 'standard input cannot be written to')
  const documents = await readConfigFiles(software, files)
  const chosen = only === undefined ? {} : { only }
  switch (software) {
    case 'postfix': {
      const {
        documents: after,
        fixed,
        left,
      } = fixPostfix(documents, { profile, release: releaseOf(options.version), ...chosen })
      const pairs = documents.map((before, at): Pair => ({ before, after: after[at] ?? before }))
      return finish(pairs, fixed, left, options)
    }
    case 'exim': {
      const { document, told } = eximFiles(documents)
      const include = includeReader(document)
      const {
        document: after,
        fixed,
        left,
      } = fixExim(document, { profile, include, build: buildOf(options, told), ...chosen })
      return finish([{ before: document, after }], fixed, left, options)
    }
    case 'exchange':
      if (options.write) refuse('--write', 'for Exchange there is no file to change; run the commands that are printed')
      await writeOut(fixExchange(readExchange(documents), profile, new Date().toISOString()), undefined)
      return EXIT.clean
    default:
      return software satisfies never
  }
}

async function finish(
  pairs: readonly Pair[],
  fixed: readonly ConfigFinding[],
  left: readonly ConfigFinding[],
  { write }: FixCommandOptions,
): Promise<number> {
  const changed = pairs.filter(({ before, after }) => before.text !== after.text)
  if (write) {
    for (const { before, after } of changed) {
      const backup = await backUp(before.file)
      await overwrite(before.file, encodeText(before, after.text))
      process.stdout.write(`${harmless(before.file)} written; before: ${harmless(backup)}\n`)
    }
  } else {
    const diffs = changed.map(({ before, after }) =>
      unifiedDiff(before.text, after.text, { old: before.file, new: after.file }),
    )
    await writeOut(diffs.join(''), undefined)
  }
  const verb = write ? 'ended' : 'would be ended'
  const rest = left.filter(({ severity }) => severity !== 'info')
  process.stderr.write(
    `wiretight: ${counted(fixed)} ${verb}; ${rest.length === 0 ? 'nothing is' : `${counted(rest)} ${rest.length === 1 ? 'is' : 'are'}`} left for you\n`,
  )
  for (const { file, line, code, message } of rest) {
    process.stderr.write(`  ${harmless(`${file}:${line}`)} ${code}: ${harmless(message)}\n`)
  }
  return EXIT.clean
}

function counted(findings: readonly ConfigFinding[]): string {
  return findings.length === 1 ? '1 finding' : `${findings.length} findings`
}

/** Copies a file beside itself, under the first name that is free. @throws ProbeError `file-unwritable` */
async function backUp(file: string): Promise<string> {
  for (let number = 0; number < MOST_BACKUPS; number += 1) {
    const name = `${file}.bak${number === 0 ? '' : number}`
    try {
      await copyFile(file, name, constants.COPYFILE_EXCL)
      return name
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      if (code !== 'EEXIST') return fail({ code: 'file-unwritable', file: printable(name, 200), reason: code })
    }
  }
  return fail({
    code: 'file-unwritable',
    file: printable(`${file}.bak`, 200),
    reason: `there are ${MOST_BACKUPS} backups already`,
  })
}

/** Writes into the file as it is, so that its owner and mode stay. @throws ProbeError `file-unwritable` */
async function overwrite(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    fail({ code: 'file-unwritable', file: printable(file, 200), reason })
  }
}
