import type { Host } from 'perf-harness/plugin';
import { z } from 'zod';
import { type CodeMatcher, readMatchers } from '../../analysis/index.ts';
import { auditEffortSchema, auditSeveritySchema } from '../document/audit-document.ts';

const metadataSchema = z.object({
  check: z.string().min(1),
  severity: auditSeveritySchema,
  recommendation: z.string().min(1),
  effort: auditEffortSchema,
  source: z.object({ name: z.string().min(1), url: z.url() }).optional(),
});

/** A shape of code that a project wants its audits to find. */
export type CustomAuditRule = CodeMatcher<z.infer<typeof metadataSchema>>;

/** Reads custom rules of an audit's check. @throws UserError for an unusable rule. */
export async function readCustomRules(
  host: Host,
  files: readonly string[],
): Promise<readonly CustomAuditRule[]> {
  const read = files.map((file) => readMatchers(host, file, 'check', metadataSchema));
  return (await Promise.all(read)).flat();
}
