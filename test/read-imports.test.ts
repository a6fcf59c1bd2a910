// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in sources are what this is about
import { describe, expect, test } from 'vitest'
import { readImports } from './architecture/read-imports.ts'
import { scanSource, UnreadableSource } from './architecture/scan-source.ts'

/** Imports in one word each: `T` in front of those of types, `?` for one that is computed. */
function importsIn(text: string): readonly string[] {
  return readImports(scanSource(text)).map(
    ({ specifier, typeOnly }) => `${typeOnly ? 'T ' : ''}${specifier === null ? '?' : specifier}`,
  )
}

const found = [
  { name: 'names', given: "import { a, b as c } from './x.ts'", expected: ['./x.ts'] },
  { name: 'double quotes', given: 'import { a } from "./x.ts"', expected: ['./x.ts'] },
  { name: 'a default', given: "import a from './x.ts'", expected: ['./x.ts'] },
  { name: 'everything', given: "import * as a from './x.ts'", expected: ['./x.ts'] },
  { name: 'a default and names', given: "import a, { b } from './x.ts'", expected: ['./x.ts'] },
  { name: 'for side effects', given: "import './x.ts'", expected: ['./x.ts'] },
  { name: 'over several lines', given: "import {\n  a, // from './y.ts'\n  b,\n} from './x.ts'", expected: ['./x.ts'] },
  { name: 'without blanks', given: "import{a}from'./x.ts';import*as b from'./y.ts'", expected: ['./x.ts', './y.ts'] },
  { name: 'with attributes', given: "import a from './x.json' with { type: 'json' }", expected: ['./x.json'] },
  { name: 'types', given: "import type { A } from './x.ts'", expected: ['T ./x.ts'] },
  { name: 'a type as default', given: "import type A from './x.ts'", expected: ['T ./x.ts'] },
  { name: 'all types', given: "import type * as A from './x.ts'", expected: ['T ./x.ts'] },
  { name: 'a type called from', given: "import type from from './x.ts'", expected: ['T ./x.ts'] },
  { name: 'a value called type', given: "import type from './x.ts'", expected: ['./x.ts'] },
  { name: 'a value called type, and names', given: "import type, { a } from './x.ts'", expected: ['./x.ts'] },
  { name: 'types one by one, which still load', given: "import { type A } from './x.ts'", expected: ['./x.ts'] },
  { name: 'a name that is a string', given: "import { 'a from' as b } from './x.ts'", expected: ['./x.ts'] },
  { name: 'an export of names', given: "export { a } from './x.ts'", expected: ['./x.ts'] },
  { name: 'an export of everything', given: "export * from './x.ts'", expected: ['./x.ts'] },
  { name: 'an export of everything as one', given: "export * as a from './x.ts'", expected: ['./x.ts'] },
  { name: 'an export of types', given: "export type { A } from './x.ts'", expected: ['T ./x.ts'] },
  { name: 'an export of all types', given: "export type * from './x.ts'", expected: ['T ./x.ts'] },
  { name: 'at run time', given: "const a = await import('./x.ts')", expected: ['./x.ts'] },
  { name: 'at run time, in a template', given: 'await import(`./x.ts`)', expected: ['./x.ts'] },
  { name: 'at run time, with attributes', given: "import('./x.json', { with: {} })", expected: ['./x.json'] },
  { name: 'at run time, computed', given: 'import(`./${name}.ts`)', expected: ['?'] },
  { name: 'at run time, put together', given: "import('./x' + '.ts')", expected: ['?'] },
  { name: 'with an escape in the name', given: "import 'node\\u003afs'", expected: ['?'] },
  { name: 'in the place of a type', given: "let a: import('./x.ts').A", expected: ['./x.ts'] },
  { name: 'inside a template', given: "const a = `b ${await import('./x.ts')} c`", expected: ['./x.ts'] },
  { name: 'behind a comment', given: "/* import './y.ts' */ import './x.ts' // import './z.ts'", expected: ['./x.ts'] },
  { name: 'behind a pattern with a quote', given: "const a = /'/\nimport './x.ts'", expected: ['./x.ts'] },
  { name: 'behind a pattern with a backtick', given: "if (a) /`/.test(b)\nimport('./x.ts')", expected: ['./x.ts'] },
  { name: 'behind a division', given: "const a = (b) / c; import('./x.ts') / d", expected: ['./x.ts'] },
  { name: 'behind a quote in JSX', given: "const a = <p>don't</p>\nimport './x.ts'", expected: ['./x.ts'] },
  { name: 'behind a closing tag', given: "const a = <p>{`b`}</p>; import('./x.ts')", expected: ['./x.ts'] },
]

const nothing = [
  { name: 'a comment', given: "// import './x.ts'\n/* export * from './y.ts' */ /** {@link import('./z.ts')} */" },
  { name: 'a string', given: `const a = "import './x.ts'"; const b = 'import("./y.ts")'` },
  { name: 'a template', given: "const a = `import './x.ts'`; const b = `${c} import './y.ts' ${d}`" },
  { name: 'a template in a template', given: "const a = `${b ? `import './x.ts' ${{}}` : ''} import './y.ts'`" },
  { name: 'a pattern', given: `const a = /import '.\\/x.ts'/u.test(b)` },
  { name: 'import.meta', given: "const a = import.meta.resolve('./x.ts')" },
  { name: 'a member', given: "a.import('./x.ts'); const b = { import: './y.ts', export: './z.ts' }" },
  { name: 'an own export', given: "export const a = 'from'\nexport { a }\nexport type A = './x.ts'" },
  { name: 'an export before a string', given: "export { a }\n'./x.ts'" },
]

describe('readImports', () => {
  test.each(found)('finds $name', ({ given, expected }) => {
    expect(importsIn(given)).toEqual(expected)
  })

  test.each(nothing)('finds nothing in $name', ({ given }) => {
    expect(importsIn(given)).toEqual([])
  })

  test('knows the lines', () => {
    const text = "/*\n\n*/\nimport a from './a.ts'\nconst b = `\n\n${1}\n`\nimport(\n  './c.ts')\nimport './d.ts'"
    expect(readImports(scanSource(text)).map(({ line }) => line)).toEqual([4, 10, 11])
  })
})

describe('scanSource', () => {
  const endless = ['a `b', 'a `b ${c', 'a `b ${c} d', '/* a', 'a /* b *']

  test.each(endless)('refuses %j, which has no end', (text) => {
    expect(() => scanSource(text)).toThrow(UnreadableSource)
  })

  test('takes every character of a source into a token or leaves it out as a blank', () => {
    const text = "#!/usr/bin/env node\nconst a = `b${{ c: 'd' }}e` + /[/]\\/f/g.source / 2 // g\n"
    expect(scanSource(text).map((token) => `${token.kind} ${token.text}`)).toEqual([
      'word const',
      'word a',
      'punctuation =',
      'template b',
      'punctuation {',
      'word c',
      'punctuation :',
      'string d',
      'punctuation }',
      'string e',
      'punctuation +',
      'regex /[/]\\/f/g',
      'punctuation .',
      'word source',
      'punctuation /',
      'number 2',
      'comment // g',
    ])
  })
})
