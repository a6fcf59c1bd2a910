import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LAYERS, PURE_EXCEPTIONS, TABLES } from './architecture/layers.ts'
import { isPure, layerOf } from './architecture/may-import.ts'
import { type Planted, planted, plantedPackages, tolerated } from './architecture/planted.ts'
import { reachedByTests } from './architecture/reached.ts'
import { violationsOf } from './architecture/rules.ts'
import { isProduct, readSources, readTexts, type SourceText } from './architecture/source-tree.ts'
import { importTable, tableUnder } from './architecture/table.ts'
import { describeViolation, RULES } from './architecture/violation.ts'

const root = join(import.meta.dirname, '..')

/** A little below the number of sources, so that a test that reads the wrong folder, or none, fails. */
const LEAST_SOURCES = 240
const LEAST_IMPORTS = 1_100

/** The library's entry holds no code of its own; `.ci/run` imports it from the packed package. */
const NOT_REACHED: readonly string[] = ['src/index.ts']

const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)
const packages = new Set(Object.keys(manifest.dependencies))
const texts = readTexts(join(root, 'src')).filter(isProduct)
const sources = readSources(texts)
const violations = violationsOf(sources, packages)

describe('the sources', () => {
  test('were all read', () => {
    expect(sources.length).toBeGreaterThan(LEAST_SOURCES)
    expect(sources.reduce((sum, { imports }) => sum + imports.length, 0)).toBeGreaterThan(LEAST_IMPORTS)
    expect(sources.filter(({ path }) => isPure(path)).length).toBeGreaterThan(LEAST_SOURCES / 2)
  })

  test.each(RULES)('keep the rule «%s»', (rule) => {
    expect(violations.filter((violation) => violation.rule === rule).map(describeViolation)).toEqual([])
  })

  test('are each reached from a test, through whatever chain', () => {
    const under = (folder: string): readonly SourceText[] =>
      readTexts(join(root, folder)).map(({ path, text }) => ({ path: `${folder}/${path}`, text }))
    const dead = { path: 'src/dns/dead.ts', text: "import './lookup.ts'\n" }
    const product = [...under('src').filter(isProduct), dead].map(({ path }) => path)
    const reached = reachedByTests(readSources([...under('src'), ...under('test'), dead]))
    expect(product.filter((path) => !reached.has(path))).toEqual([...NOT_REACHED, dead.path])
  })

  test('would break two rules with one more import', () => {
    const added = { path: 'judge/added.ts', text: "import { systemServers } from '../dns/system-servers.ts'\n" }
    const found = violationsOf([...sources, ...readSources([added])], packages).filter(
      ({ file }) => file === added.path,
    )
    expect(found.map(({ rule, line }) => `${rule} ${line}`)).toEqual(['layer 1', 'impure 1'])
  })
})

describe('the table of layers', () => {
  const paths = texts.map(({ path }) => path)
  const isThere = (place: string): boolean =>
    paths.some((path) => path === place || path.startsWith(place.replace(/\/?$/, '/')))

  test('says which folders are not there yet', () => {
    const toCome = LAYERS.filter(({ folder }) => !isThere(folder)).map(({ folder }) => folder)
    expect(LAYERS.filter((layer) => layer.toCome === true).map(({ folder }) => folder)).toEqual(toCome)
  })

  test('names only pure parts that are there, or says that they are to come', () => {
    const layers = LAYERS.filter(({ toCome }) => toCome !== true)
    for (const { folder, pure, pureToCome = [] } of layers) {
      if (pure === true) continue
      const there = [...pure, ...pureToCome].filter((part) => isThere(`${folder}/${part}`))
      expect([folder, ...there]).toEqual([folder, ...pure])
    }
  })

  test('names only places that are rows or parts of one, and exceptions that are files', () => {
    const places = LAYERS.flatMap(({ imports }) => imports).map((grant) =>
      grant.replace(/^(?:types|pure files) of /, ''),
    )
    const unknown = places.filter((place) => place !== 'everything above' && layerOf(`${place}/x`) === undefined)
    expect(unknown).toEqual([])
    const files = [...PURE_EXCEPTIONS.map(({ file }) => file), ...TABLES]
    expect(files.filter((file) => !paths.includes(file))).toEqual([])
  })

  test('is the one that ARCHITECTURE.md shows', () => {
    const document = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
    expect(tableUnder(document, '## Folders, and who may import whom')).toEqual(importTable())
  })
})

describe('the rules', () => {
  const seen = (files: Planted['files']): readonly string[] => {
    const sourceTexts = Object.entries(files).map(([path, text]): SourceText => ({ path, text }))
    return violationsOf(readSources(sourceTexts), plantedPackages).map(
      ({ rule, file, line }) => `${rule} ${file}:${line}`,
    )
  }

  test.each(planted)('see $name', ({ files, expected }) => {
    expect(seen(files)).toEqual(expected)
  })

  test.each(tolerated)('let pass $name', ({ files, expected }) => {
    expect(seen(files)).toEqual(expected)
  })

  test('have each been broken here', () => {
    const broken = new Set(planted.flatMap(({ expected }) => expected.map((text) => text.split(' ')[0])))
    expect(RULES.filter((rule) => !broken.has(rule))).toEqual([])
  })
})
