// biome-ignore-all lint/suspicious/noTemplateCurlyInString: some of the planted sources have templates

/** A small tree of sources that breaks a rule, or nearly does. */
export interface Planted {
  /** Reads behind «the rules see» or «the rules let pass». */
  readonly name: string
  /** Texts by path, relative to `src`. */
  readonly files: Readonly<Record<string, string>>
  /** As `rule file:line`; empty where nothing is wrong. */
  readonly expected: readonly string[]
}

/** Sources that break rules: what sees none of them sees nothing. */
export const planted: readonly Planted[] = [
  {
    name: 'an import upwards',
    files: { 'base/a.ts': "import '../dns/b.ts'", 'dns/b.ts': '' },
    expected: ['layer base/a.ts:1'],
  },
  {
    name: 'an import sideways',
    files: { 'dane/match.ts': "import { b } from '../mtasts/match.ts'", 'mtasts/match.ts': '' },
    expected: ['layer dane/match.ts:1'],
  },
  {
    name: 'an export from above',
    files: { 'tls/tap.ts': "\nexport * from '../smtp/b.ts'", 'smtp/b.ts': '' },
    expected: ['layer tls/tap.ts:2'],
  },
  {
    name: 'a late import from above',
    files: { 'smtp/a.ts': "void import('../tls/b.ts')", 'tls/b.ts': '' },
    expected: ['layer smtp/a.ts:1'],
  },
  {
    name: 'a type from where nothing may come',
    files: { 'x509/a.ts': "import type { B } from '../dns/b.ts'", 'dns/b.ts': '' },
    expected: ['layer x509/a.ts:1'],
  },
  {
    name: 'a value where only types may come',
    files: { 'facts/a.ts': "import { b } from '../x509/b.ts'", 'x509/b.ts': '' },
    expected: ['layer facts/a.ts:1'],
  },
  {
    name: 'a type from a row below',
    files: { 'facts/a.ts': "import type { B } from '../judge/b.ts'", 'judge/b.ts': '' },
    expected: ['layer facts/a.ts:1'],
  },
  {
    name: 'a type of another file than the one that is named',
    files: { 'mta-config/a.ts': "import type { B } from '../judge/rule.ts'", 'judge/rule.ts': '' },
    expected: ['layer mta-config/a.ts:1'],
  },
  {
    name: 'an impure file where only pure ones may come',
    files: { 'judge/a.ts': "import { b } from '../mtasts/cache.ts'", 'mtasts/cache.ts': '' },
    expected: ['layer judge/a.ts:1'],
  },
  {
    name: 'a row that «everything above» leaves out',
    files: { 'lab/a.ts': "import { b } from '../judge/b.ts'", 'judge/b.ts': '' },
    expected: ['layer lab/a.ts:1'],
  },
  {
    name: 'the simulator using the lab around it',
    files: { 'lab/simulator/a.ts': "import { b } from '../b.ts'", 'lab/b.ts': '' },
    expected: ['layer lab/simulator/a.ts:1'],
  },
  {
    name: 'an app that imports another',
    files: { 'apps/cli/a.ts': "import { b } from '../server/b.ts'", 'apps/server/b.ts': '' },
    expected: ['layer apps/cli/a.ts:1'],
  },
  {
    name: 'a command that starts the app of another name',
    files: {
      'apps/cli/server/a.ts': "import { b } from '../../server/b.ts'\nimport { c } from '../../worker/c.ts'",
      'apps/server/b.ts': '',
      'apps/worker/c.ts': '',
    },
    expected: ['layer apps/cli/server/a.ts:2'],
  },
  {
    name: 'an import of an app',
    files: { 'audit/a.ts': "import { b } from '../apps/cli/b.ts'", 'apps/cli/b.ts': '' },
    expected: ['layer audit/a.ts:1'],
  },
  {
    name: 'a cycle',
    files: { 'dns/a.ts': "import './b.ts'", 'dns/b.ts': "import './c.ts'", 'dns/c.ts': "import './a.ts'" },
    expected: ['cycle dns/a.ts:1'],
  },
  {
    name: 'a cycle of types',
    files: { 'dns/a.ts': "import { b } from './b.ts'", 'dns/b.ts': "import type { A } from './a.ts'" },
    expected: ['cycle dns/a.ts:1'],
  },
  {
    name: 'two cycles, the second with one file of the first',
    files: {
      'dns/a.ts': "import './b.ts'",
      'dns/b.ts': "import './a.ts'\nimport './c.ts'",
      'dns/c.ts': "import './b.ts'",
    },
    expected: ['cycle dns/a.ts:1', 'cycle dns/c.ts:1'],
  },
  { name: 'a file that imports itself', files: { 'dns/a.ts': "import './a.ts'" }, expected: ['cycle dns/a.ts:1'] },
  {
    name: 'a socket',
    files: { 'judge/a.ts': "import { connect } from 'node:net'" },
    expected: ['impure judge/a.ts:1'],
  },
  { name: 'a socket by its old name', files: { 'report/a.ts': "import 'net'" }, expected: ['impure report/a.ts:1'] },
  { name: 'a file', files: { 'x509/a.ts': "import 'node:fs/promises'" }, expected: ['impure x509/a.ts:1'] },
  {
    name: 'the type of a socket',
    files: { 'facts/a.ts': "import type { Socket } from 'node:net'" },
    expected: ['impure facts/a.ts:1'],
  },
  {
    name: 'a late import of a file',
    files: { 'judge/a.ts': "\nvoid import('fs')" },
    expected: ['impure judge/a.ts:2'],
  },
  {
    name: 'a way round the imports',
    files: { 'judge/a.ts': "import { createRequire } from 'node:module'" },
    expected: ['impure judge/a.ts:1'],
  },
  {
    name: 'a package that may do anything',
    files: { 'judge/a.ts': "import 'commander'" },
    expected: ['impure judge/a.ts:1'],
  },
  {
    name: 'a socket at the end of a chain, seen in each pure file of it',
    files: {
      'judge/a.ts': "\nimport { b } from '../mtasts/match.ts'",
      'mtasts/match.ts': "export { b } from './fetch.ts'",
      'mtasts/fetch.ts': "import { request } from 'node:https'",
    },
    expected: ['impure judge/a.ts:2', 'impure mtasts/match.ts:1'],
  },
  {
    name: 'a clock at the end of a chain',
    files: { 'smtp/ehlo.ts': "import { b } from './dial.ts'", 'smtp/dial.ts': 'export const b = Date.now()' },
    expected: ['impure smtp/ehlo.ts:1'],
  },
  { name: 'the present', files: { 'judge/a.ts': 'const now = new Date()' }, expected: ['impure judge/a.ts:1'] },
  {
    name: 'the present without parentheses',
    files: { 'judge/a.ts': 'const now = new Date' },
    expected: ['impure judge/a.ts:1'],
  },
  { name: 'the present as text', files: { 'judge/a.ts': 'const now = Date()' }, expected: ['impure judge/a.ts:1'] },
  {
    name: 'chance',
    files: { 'tls/planner/a.ts': 'const dice = Math.random()' },
    expected: ['impure tls/planner/a.ts:1'],
  },
  {
    name: 'chance from node:crypto',
    files: { 'x509/a.ts': "import { randomBytes } from 'node:crypto'" },
    expected: ['impure x509/a.ts:1'],
  },
  { name: 'the process', files: { 'dns/wire/a.ts': '`${process.env.HOME}`' }, expected: ['impure dns/wire/a.ts:1'] },
  {
    name: 'a request to the web',
    files: { 'report/a.ts': "const page = await fetch('https://example.com')" },
    expected: ['impure report/a.ts:1'],
  },
  {
    name: 'a timer',
    files: { 'lab/simulator/a.ts': 'setTimeout(() => {}, 1)' },
    expected: ['impure lab/simulator/a.ts:1'],
  },
  {
    name: 'a timer where another file may have one',
    files: { 'base/outbox.ts': 'setTimeout(() => {}, 1)' },
    expected: ['impure base/outbox.ts:1'],
  },
  { name: 'a file that is too long', files: { 'smtp/a.ts': '\n'.repeat(301) }, expected: ['too-long smtp/a.ts:300'] },
  {
    name: 'names that say nothing',
    files: { 'smtp/smtp-utils.ts': '', 'smtp/common/a.ts': '' },
    expected: ['name smtp/smtp-utils.ts:1', 'name smtp/common/a.ts:1'],
  },
  { name: 'a folder that is in no row', files: { 'extra/a.ts': '' }, expected: ['no-layer extra/a.ts:1'] },
  {
    name: 'an import of what is not there',
    files: { 'dns/a.ts': "import './b.js'" },
    expected: ['missing-file dns/a.ts:1'],
  },
  {
    name: 'an import of a test',
    files: { 'dns/a.ts': "import '../../test/b.ts'" },
    expected: ['missing-file dns/a.ts:1'],
  },
  {
    name: 'an import that nobody can follow',
    files: { 'dns/a.ts': 'await import(name)' },
    expected: ['computed-import dns/a.ts:1'],
  },
  {
    name: 'a package of nobody',
    files: { 'dns/a.ts': "import '@x/y/z'\nimport 'hono'" },
    expected: ['undeclared-package dns/a.ts:1'],
  },
  {
    name: 'what cannot be read',
    files: { 'dns/a.ts': "`\nimport '../apps/cli/b.ts'" },
    expected: ['unreadable dns/a.ts:1'],
  },
]

/** The packages that these sources may import. */
export const plantedPackages: ReadonlySet<string> = new Set(['commander', 'hono', '@scope/name'])

/** Sources that come close, and are right. */
export const tolerated: readonly Planted[] = [
  {
    name: 'types of an impure file below, whatever it loads',
    files: { 'facts/a.ts': "import type { B } from '../dns/b.ts'", 'dns/b.ts': "import 'node:net'" },
    expected: [],
  },
  {
    name: 'pure files, types and everything above, where the table says so',
    files: {
      'judge/finding.ts': "import { match } from '../mtasts/match.ts'",
      'mtasts/match.ts': '',
      'mta-config/a.ts': "import type { Finding } from '../judge/finding.ts'",
      'store/a.ts': "import type { Finding } from '../judge/finding.ts'",
      'lab/a.ts': "import { b } from './simulator/b.ts'",
      'lab/simulator/b.ts': "import { c } from '../../tls/wire/c.ts'",
      'tls/wire/c.ts': '',
      'apps/cli/a.ts': "import '../../lab/a.ts'\nimport './b.ts'",
      'apps/cli/b.ts': "import '../../store/a.ts'",
    },
    expected: [],
  },
  {
    name: 'arithmetic of node:crypto',
    files: { 'x509/a.ts': "import { createHash } from 'node:crypto'" },
    expected: [],
  },
  { name: 'the same by its old name', files: { 'x509/a.ts': "import { createHash } from 'crypto'" }, expected: [] },
  {
    name: 'a part of a package with a scope',
    files: { 'apps/cli/a.ts': "import '@scope/name/part'\nimport 'hono/jsx'" },
    expected: [],
  },
  { name: 'a given time', files: { 'judge/a.ts': 'new Date(at).getTime() - Date.UTC(2026, 0)' }, expected: [] },
  {
    name: 'words that only look like it',
    files: {
      'judge/a.ts': "// new Date(), process\nconst a = { process: 'Date.now()', fetch: b.fetch, console: b?.process }",
    },
    expected: [],
  },
  {
    name: 'a function that is handed in under that name',
    files: { 'dns/dnssec/a.ts': "export function a(fetch: Fetch) {\n  return fetch('com', 'DS')\n}" },
    expected: [],
  },
  { name: 'the deadline of a stream', files: { 'base/inbox.ts': 'setTimeout(() => {}, 1)' }, expected: [] },
  { name: 'a long table', files: { 'registry/cipher-suites.ts': '\n'.repeat(400) }, expected: [] },
  { name: 'a file of just the length', files: { 'smtp/a.ts': '\n'.repeat(300) }, expected: [] },
]
