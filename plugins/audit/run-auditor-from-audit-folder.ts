import { join } from 'node:path';
import { type Host, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { createReachabilityLookup } from './analysis/function-reachability-lookup.ts';
import { ALL_AUDITORS } from './auditors/auditor-registry.ts';
import { loadAuditors } from './custom-rules.ts';
import type { CompletedCategory } from './document/audit-document.ts';
import { auditContextSchema } from './document/audited-project-context-schema.ts';
import {
  adjustBySignals,
  findMitigatingSignals,
} from './filters/lower-finding-severity-by-mitigating-signals.ts';
import { suppressByComment } from './filters/suppress-by-comment.ts';
import { openAuditedCode } from './load-project-code-for-auditors.ts';
import type { AuditedCode, Auditor } from './rule.ts';
import { type RunAuditorOptions, runAuditor } from './run-auditor-rules.ts';
import { createExclusion } from './scoring/excluded-files.ts';

/** File of the audit folder with the context that every auditor receives. */
export const CONTEXT_FILE = 'context.json';
/** File of the audit folder with the settings that auditors need. */
export const SETTINGS_FILE = 'settings.json';
/** Returns the name of the file in the audit folder that holds an auditor's findings. */
export const auditorResultFile = (auditor: string): string => `${auditor}.json`;
/** Before the name of a rule, printed as it begins. */
export const RULE_START_PREFIX = 'begins ';

const settingsSchema = z
  .object({
    exclude: z.array(z.string()).readonly().nullable(),
    rule_files: z.array(z.string()).readonly(),
  })
  .readonly();
/** Settings of an audit. `exclude` null: tests and their setup files are excluded. */
export type AuditSettings = z.infer<typeof settingsSchema>;

export interface AuditorAssignment {
  readonly auditor: string;
  readonly folder: string;
  /** Rules that did not end the last time. */
  readonly without: readonly string[];
}

/** Runs an auditor on a context's project, writing findings next to the context, atomically. */
export async function runAssignment(
  host: Host,
  { auditor: id, folder, without }: AuditorAssignment,
  signal: AbortSignal,
): Promise<void> {
  const [given, wanted] = [CONTEXT_FILE, SETTINGS_FILE].map((name) =>
    host.files.read(join(folder, name)),
  );
  if (!ALL_AUDITORS.some((auditor) => auditor.id === id) || given == null || wanted == null) {
    throw new UserError({
      code: 'bad-assignment',
      message: `there is no auditor ${id}, or ${CONTEXT_FILE} or ${SETTINGS_FILE} is missing from ${folder}`,
      remedy: 'Run perf-harness audit, which starts audit-worker itself.',
    });
  }
  const context = auditContextSchema.parse(JSON.parse(given));
  const { exclude, rule_files: ruleFiles } = settingsSchema.parse(JSON.parse(wanted));
  const auditors = await loadAuditors(host, ruleFiles);
  const code = await openAuditedCode(host, context.codebase_root, {
    signal,
    // Custom excludes may not cover tests.
    withTests: exclude !== null,
  });
  const audited = { code, context, reachedBy: createReachabilityLookup(code) };
  const begin = (rule: string): void => host.terminal.out(`${RULE_START_PREFIX}${rule}\n`);
  const found = await collectAuditorFindings(auditors, id, audited, {
    begin,
    without,
    isExcluded: createExclusion(exclude),
  });
  host.files.writeAtomic(join(folder, auditorResultFile(id)), JSON.stringify(found));
}

/** Returns an auditor's findings, severity adjusted by location, minus comment-suppressed ones. */
export async function collectAuditorFindings(
  auditors: readonly Auditor[],
  id: string,
  audited: AuditedCode,
  options: Required<RunAuditorOptions>,
): Promise<CompletedCategory> {
  const auditor = auditors.find((auditor) => auditor.id === id);
  if (auditor === undefined) throw new RangeError(`there is no auditor ${id}`);
  const { code, context } = audited;
  const found = await runAuditor(auditor, audited, options);
  const failed = found.checks.filter(({ status }) => status === 'error').map((check) => check.id);
  const byRule = new Map(auditor.rules.map((rule) => [rule.id, rule]));
  const known = new Set(auditors.flatMap(({ rules }) => rules.map((rule) => rule.id)));
  // Only the first auditor reports suppression comments that name an unknown rule.
  const tellsOfUnknown = auditors[0]?.id === id;
  const weighed = adjustBySignals(found, (finding) => findMitigatingSignals(finding, audited));
  return suppressByComment(weighed, {
    isOurs: (rule) =>
      known.has(rule)
        ? byRule.has(rule) && !failed.includes(byRule.get(rule)?.check ?? '')
        : tellsOfUnknown,
    isKnown: (rule) => known.has(rule),
    files: [...code.sources, ...code.files.filter((file) => file.endsWith('.sql'))].filter(
      (file) =>
        !options.isExcluded(file) &&
        (context.domain === null || file.startsWith(`${context.domain.path}/`)),
    ),
    textOf: code.textOf,
  });
}
