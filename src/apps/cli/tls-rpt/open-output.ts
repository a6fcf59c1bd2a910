import { open } from 'node:fs/promises'
import { fail } from '../../../base/failure.ts'
import { printable } from '../../../base/printable.ts'
import { writeOut } from '../output.ts'

/** Somewhere to write to piece by piece. */
export interface Output {
  /** Waits until the text is taken, so that nothing piles up. */
  readonly write: (text: string) => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Opens a file, or standard output without one, before any work is done for it.
 *
 * @throws ProbeError `file-unwritable`
 */
export async function openOutput(file: string | undefined): Promise<Output> {
  if (file === undefined) return { write: (text) => writeOut(text, undefined), close: async () => {} }
  const refuse = (error: unknown): never => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return fail({ code: 'file-unwritable', file: printable(file, 200), reason })
  }
  const handle = await open(file, 'w').catch(refuse)
  return {
    write: async (text) => {
      await handle.writeFile(text).catch(refuse)
    },
    close: () => handle.close(),
  }
}
