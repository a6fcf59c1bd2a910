import { createServer } from 'node:http'
import { html } from '../../report/html/fragment.ts'
import { type SenderTestDocument, senderTestDocumentOf } from '../../report/sender-test-document.ts'
import { senderTestPage } from '../../report/sender-test-html.ts'
import { mailtoOf } from '../../report/sender-test-setup.ts'
import { HTTP_PATIENCE, type HttpSite, openSite } from './http-site.ts'
import { renderSenderTest, type SenderTestFormat } from './render.ts'
import type { SenderTest } from './sender-test.ts'
import { parseToken } from './token.ts'

/** Tests that may be begun in a minute, by everybody together: the site cannot tell clients apart behind a proxy. */
const TESTS_PER_MINUTE = 60

const MINUTE_MILLISECONDS = 60_000

const HTML = 'text/html; charset=utf-8'

/** Forms of a report by the ending of its address. */
const FORMS: Readonly<Record<string, { readonly format: SenderTestFormat; readonly type: string }>> = {
  '': { format: 'html', type: HTML },
  '.html': { format: 'html', type: HTML },
  '.json': { format: 'json', type: 'application/json' },
  '.ndjson': { format: 'ndjson', type: 'application/x-ndjson' },
  '.csv': { format: 'csv', type: 'text/csv; charset=utf-8' },
  '.md': { format: 'markdown', type: 'text/markdown; charset=utf-8' },
  '.txt': { format: 'text', type: 'text/plain; charset=utf-8' },
}

/** The pages send a form to themselves and nothing else. */
const FORM_CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'"

/**
 * Starts the site: `/` with a button, `POST /tests` begins a test and leads to its page, `/TOKEN` is its report, and
 * `/TOKEN.json` and its like are the other forms. It is meant to stand behind a proxy that speaks TLS.
 */
export async function startWebSite(
  at: { readonly address: string; readonly port: number },
  service: SenderTest,
  settleSeconds: number,
): Promise<HttpSite> {
  let minuteBegan = 0
  let begun = 0
  const mayBegin = (): boolean => {
    const present = performance.now()
    if (minuteBegan === 0 || present - minuteBegan >= MINUTE_MILLISECONDS) {
      minuteBegan = present
      begun = 0
    }
    begun += 1
    return begun <= TESTS_PER_MINUTE
  }
  const server = createServer(HTTP_PATIENCE, (request, response) => {
    // What comes in a body is not read.
    request.resume()
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const {
      status,
      type,
      body,
      headers = {},
    } = pageOf(request.method ?? '', path, { service, mayBegin, settleSeconds })
    response.writeHead(status, {
      ...HEADERS,
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      ...headers,
    })
    response.end(request.method === 'HEAD' ? '' : body)
  })
  return openSite(server, at)
}

interface Page {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

interface Setting {
  readonly service: SenderTest
  readonly mayBegin: () => boolean
  readonly settleSeconds: number
}

function pageOf(method: string, path: string, { service, mayBegin, settleSeconds }: Setting): Page {
  if (path === '/tests') {
    if (method !== 'POST') return plain(405, 'only POST begins a test', { Allow: 'POST' })
    const test = mayBegin() ? service.begin() : null
    if (test === null) return plain(503, 'there are too many tests at the moment', { 'Retry-After': '60' })
    return plain(303, `/${test.token}`, { Location: `/${test.token}` })
  }
  if (method !== 'GET' && method !== 'HEAD')
    return plain(405, 'only GET and HEAD are understood', { Allow: 'GET, HEAD' })
  if (path === '/') {
    return { status: 200, type: HTML, body: startPage(service.zone), headers: { 'Content-Security-Policy': FORM_CSP } }
  }
  const [, name = '', ending = ''] = /^\/([A-Za-z0-9]+)(\.[a-z]+)?$/.exec(path) ?? []
  const form = FORMS[ending]
  const token = parseToken(name)
  const facts = token === null ? null : service.factsOf(token)
  if (facts === null || form === undefined) return plain(404, 'there is no such test, or it has ended')
  const document = senderTestDocumentOf(facts, { settleSeconds })
  const isFresh = form.format === 'html' && document.waitedSeconds === null
  const body = isFresh ? invitation(document) : renderSenderTest(document, form.format)
  return { status: 200, type: form.type, body }
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Page {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n`, headers }
}

/** Nothing is kept by anybody on the way: a report belongs to whoever has its token. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
} as const

function startPage(zone: string): string {
  return senderTestPage(
    'sender test',
    html`<div class="card"><h1>Sender test</h1><p>Write one message from the mail server that you want to test, and see what it does with servers that are good, broken, or pretend to be under attack. Recipients are below ${zone}. Messages are thrown away while they come.</p>
<form method="post" action="/tests"><button type="submit">Begin a test</button></form></div>`,
    FORM_CSP,
  )
}

function invitation(document: SenderTestDocument): string {
  const recipients = document.cases.filter(({ unserved }) => unserved === null).map(({ recipient }) => recipient)
  return senderTestPage(
    `sender test ${document.token}`,
    html`<div class="card"><h1>Sender test <span class="soft">${document.token}</span></h1><p class="sentence">Write a message to all of these.</p><p><a href="${mailtoOf(recipients)}">In your mail program</a>, or copy:</p><pre>${recipients.join('\n')}</pre><p class="soft">Then load this page again. It is of use for a week; whoever has its address can read it.</p></div>`,
  )
}
