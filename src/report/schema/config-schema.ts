import { z } from 'zod'
import { CONFIG_CODES } from '../../mta-config/config-codes.ts'
import type { ConfigLintDocument } from '../config-json.ts'
import { list } from './limits.ts'

/** What `wiretight config lint --json` writes. */
export const configLintSchema: z.ZodType<ConfigLintDocument> = z.object({
  schema: z.literal('wiretight/config-lint@1'),
  software: z.enum(['postfix', 'exim', 'exchange']),
  release: z.string().nullable(),
  releaseFrom: z
    .enum(['given', 'compatibility_level', 'assumed', 'exim -bV'])
    .nullable()
    .meta({ description: 'Where the release is known from' }),
  library: z.enum(['openssl', 'gnutls']).nullable(),
  profile: z.string(),
  files: list(z.string()),
  findings: list(
    z.object({
      code: z.enum(CONFIG_CODES),
      severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
      file: z.string(),
      line: z.int().min(1),
      column: z.int().min(1),
      parameter: z.string().nullable(),
      value: z.string().nullable().meta({ description: 'The value as it takes effect' }),
      message: z.string(),
      fix: z.string().nullable().meta({ description: 'The lines to write instead, or what to do' }),
    }),
    1_000_000,
  ),
})
