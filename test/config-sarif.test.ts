import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { runCli } from './support/run-cli.ts'

const vectors = join(import.meta.dirname, 'vectors')

/** The schema of SARIF 2.1.0; see its README for what ajv needs otherwise. */
function validator() {
  const { $schema: _, id, ...schema } = JSON.parse(readFileSync(join(vectors, 'sarif/sarif-2.1.0-rtm.5.json'), 'utf8'))
  const ajv = new Ajv({ strict: false, unicodeRegExp: false })
  addFormats.default(ajv)
  return ajv.compile({ ...schema, $id: id })
}

const cases = [
  { name: 'Postfix', words: ['postfix', 'config/old-tutorial/main.cf'] },
  { name: 'several files', words: ['postfix', 'config/panel-mysql/main.cf', 'config/panel-mysql/master.cf'] },
  { name: 'Exim with an included file', words: ['exim', 'config/exim-panel/exim.conf'] },
  {
    name: 'Exchange',
    words: [
      'exchange',
      'config/css-exchange/GetAllTlsSettings-misconfigured.xml',
      'config/schannel-registry/schannel.reg',
    ],
  },
]

test.each(cases)(
  'findings about $name satisfy the schema of SARIF 2.1.0',
  async ({ words: [software = '', ...files] }) => {
    const { stdout } = await runCli([
      'config',
      'lint',
      software,
      ...files.map((file) => join(vectors, file)),
      '--format',
      'sarif',
    ])
    const log: { readonly runs: readonly { readonly results: readonly unknown[] }[] } = JSON.parse(stdout)
    const validate = validator()
    expect(validate(log), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true)
    expect(log.runs[0]?.results.length).toBeGreaterThan(3)
  },
)

test('the schema is one: a result without a message does not satisfy it', () => {
  const validate = validator()
  expect(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{}] }] })).toBe(false)
})
