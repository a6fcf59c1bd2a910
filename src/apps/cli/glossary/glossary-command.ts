import { GLOSSARY, nearestTerms, termOf } from '../../../report/glossary/glossary.ts'
import { glossaryJson, glossaryText, termText } from '../../../report/glossary/glossary-text.ts'
import { quoted } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `glossary`. */
export interface GlossaryOptions {
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/** `wiretight glossary [TERM]`: one term, or the list of all. Returns the exit code. */
export async function glossaryCommand(name: string, options: GlossaryOptions): Promise<number> {
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  if (name === '') {
    await writeOut(options.json ? glossaryJson(GLOSSARY) : glossaryText(GLOSSARY, look), undefined)
    return EXIT.clean
  }
  const term = termOf(name)
  if (term === undefined) return noSuchTerm(name)
  await writeOut(options.json ? glossaryJson(term) : termText(term, look), undefined)
  return EXIT.clean
}

function noSuchTerm(name: string): number {
  const near = nearestTerms(name)
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : '`wiretight glossary` lists all terms'
  process.stderr.write(`wiretight: there is no term ${quoted(name)}; ${hint}\n`)
  return EXIT.usage
}
