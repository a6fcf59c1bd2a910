import { VERSION } from '../../../audit/version.ts'
import { compareSeverity } from '../../../judge/severity.ts'
import { CONFIG_RULES } from '../../../mta-config/config-catalogue.ts'
import type { ConfigFinding } from '../../../mta-config/config-finding.ts'
import type { ConfigProfile } from '../../../mta-config/config-profile.ts'
import type { ConfigSoftware } from '../../../mta-config/config-rule.ts'
import { readExchange } from '../../../mta-config/exchange/exchange-configuration.ts'
import { lintExchange } from '../../../mta-config/exchange/lint-exchange.ts'
import { readExim } from '../../../mta-config/exim/exim-configuration.ts'
import { lintExim } from '../../../mta-config/exim/lint-exim.ts'
import { lintPostfix } from '../../../mta-config/postfix/lint-postfix.ts'
import { readPostfix } from '../../../mta-config/postfix/postfix-configuration.ts'
import { releaseText } from '../../../mta-config/postfix/release.ts'
import type { TextDocument } from '../../../mta-config/text-document.ts'
import { type ConfigLintDocument, renderConfigJson } from '../../../report/config-json.ts'
import { renderConfigText } from '../../../report/config-text.ts'
import { renderSarif } from '../../../report/sarif.ts'
import { dateOf } from '../check-options.ts'
import { EXIT, FAIL_ON, type FailOn } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'
import { buildOf, configProfileOf, type JudgingOptions, oneOf, releaseOf, softwareOf } from './judging-options.ts'
import { eximFiles, includeReader, readConfigFiles } from './read-config-files.ts'

/** Options of `config lint` as commander hands them over. */
export interface LintOptions extends JudgingOptions {
  readonly format?: string
  readonly json?: true
  readonly output?: string
  readonly failOn?: string
  readonly now?: string
}

const FORMATS = ['text', 'json', 'sarif'] as const

/** `wiretight config lint SOFTWARE FILE…`: says what is wrong with settings. Returns the exit code. */
export async function lintCommand(word: string, files: readonly string[], options: LintOptions): Promise<number> {
  const software = softwareOf(word)
  const profile = configProfileOf(options.profile)
  const format = options.json ? 'json' : oneOf('--format', options.format ?? 'text', FORMATS)
  const failOn = oneOf('--fail-on', options.failOn ?? 'low', FAIL_ON)
  const documents = await readConfigFiles(software, files)
  const document = lint(software, documents, profile, options)
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  await writeOut(
    format === 'text' ? textOf(document, look) : format === 'json' ? renderConfigJson(document) : sarifOf(document),
    options.output,
  )
  return document.findings.some((finding) => fails(finding, failOn)) ? EXIT.findings : EXIT.clean
}

function fails({ severity }: ConfigFinding, failOn: FailOn): boolean {
  return failOn !== 'never' && compareSeverity(severity, failOn) <= 0
}

function lint(
  software: ConfigSoftware,
  documents: readonly TextDocument[],
  profile: ConfigProfile,
  options: LintOptions,
): ConfigLintDocument {
  const base = {
    schema: 'wiretight/config-lint@1',
    software,
    release: null,
    releaseFrom: null,
    library: null,
    profile: profile.name,
  } as const
  switch (software) {
    case 'postfix': {
      const configuration = readPostfix(documents, releaseOf(options.version))
      const { release, releaseFrom } = configuration
      const findings = lintPostfix(configuration, profile)
      return { ...base, release: releaseText(release), releaseFrom, files: namesOf(documents), findings }
    }
    case 'exim': {
      const { document, told } = eximFiles(documents)
      const configuration = readExim(document, includeReader(document), buildOf(options, told))
      const { library, version } = configuration
      return {
        ...base,
        release: version === null ? null : version.join('.'),
        releaseFrom: version === null ? null : 'exim -bV',
        library,
        files: namesOf(configuration.documents),
        findings: lintExim(configuration, profile),
      }
    }
    case 'exchange': {
      const now = dateOf('--now', options.now) ?? new Date()
      return {
        ...base,
        files: namesOf(documents),
        findings: lintExchange(readExchange(documents), profile, now.toISOString()),
      }
    }
    default:
      return software satisfies never
  }
}

function namesOf(documents: readonly TextDocument[]): readonly string[] {
  return documents.map(({ file }) => file)
}

const TITLES = { postfix: 'Postfix', exim: 'Exim', exchange: 'Exchange' } as const

const RELEASE_WORDS = {
  given: '',
  compatibility_level: ' (compatibility_level)',
  assumed: ' (assumed; --version names another)',
  'exim -bV': '',
} as const

function textOf(document: ConfigLintDocument, look: Parameters<typeof renderConfigText>[2]): string {
  const { software, release, releaseFrom, library, profile, files, findings } = document
  const from = releaseFrom === null ? '' : RELEASE_WORDS[releaseFrom]
  const built = library === null ? '' : ` with ${library === 'gnutls' ? 'GnuTLS' : 'OpenSSL'}`
  const unknown = software === 'exim' && library === null ? ', TLS library not known (--library names it)' : ''
  const title = `${TITLES[software]}${release === null ? '' : ` ${release}`}${built}${from}${unknown}`
  return renderConfigText(findings, { software: title, profile, files }, look)
}

function sarifOf({ findings, software }: ConfigLintDocument): string {
  const rules = CONFIG_RULES.filter((rule) => rule.software.includes(software)).map(
    ({ code, severity, title, explain, fix }) => ({
      id: code,
      severity,
      title,
      explain,
      fix,
    }),
  )
  const results = findings.map(({ code, severity, message, file, line, column, parameter, value, fix }) => ({
    rule: code,
    severity,
    message,
    location: { file, line, column },
    properties: { parameter, value, fix },
  }))
  return renderSarif({ name: 'wiretight', version: VERSION }, rules, results)
}
