import { relative } from 'node:path';
import { type Host, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { type CodeMatcher, readMatchers } from '../analysis/index.ts';
import { ALL_AUDITORS } from './auditors/auditor-registry.ts';
import { auditEffortSchema, auditSeveritySchema } from './document/audit-document.ts';
import { type AnyRule, type Auditor, type Candidate, defineRule } from './rule.ts';

/** Returns all auditors, also packs', with these files' rules. @throws UserError: unusable rule. */
export async function loadAuditors(
  host: Host,
  files: readonly string[],
): Promise<readonly Auditor[]> {
  return addCustomRules(ALL_AUDITORS, await readCustomRules(host, files));
}

const metadataSchema = z.object({
  check: z.string().min(1),
  severity: auditSeveritySchema,
  recommendation: z.string().min(1),
  effort: auditEffortSchema,
  source: z.object({ name: z.string().min(1), url: z.url() }).optional(),
});

/** A shape of code that a project wants its audits to find. */
type CustomAuditRule = CodeMatcher<z.infer<typeof metadataSchema>>;

/** Reads custom rules of an audit's check. @throws UserError for an unusable rule. */
export async function readCustomRules(
  host: Host,
  files: readonly string[],
): Promise<readonly CustomAuditRule[]> {
  const read = files.map((file) => readMatchers(host, file, 'check', metadataSchema));
  return (await Promise.all(read)).flat();
}

interface OwnCandidate extends Candidate {
  readonly message: string;
  readonly recommendation: string;
}

/**
 * Returns the auditors with a project's own rules added, each to the auditor that has its check.
 * @throws UserError for a rule without a known check, and for one whose id is taken.
 */
export function addCustomRules(
  auditors: readonly Auditor[],
  own: readonly CustomAuditRule[],
): readonly Auditor[] {
  const checks = auditors.flatMap((auditor) => auditor.checks.map(({ id }) => id));
  const taken = new Set(auditors.flatMap(({ rules }) => rules.map(({ id }) => id)));
  for (const { id, file, metadata } of own) {
    const { check } = metadata;
    if (!checks.includes(check)) {
      const what = `the rule ${id} refers to the check ${check}, which no auditor provides`;
      throw wrong(file, what, `Use one of these checks: ${checks.join(', ')}.`);
    }
    if (taken.has(id)) throw wrong(file, `a rule named ${id} already exists`, 'Rename the rule.');
    taken.add(id);
  }
  return auditors.map((auditor) => {
    const ours = own.filter(({ metadata }) =>
      auditor.checks.some(({ id }) => id === metadata.check),
    );
    return {
      ...auditor,
      rules: [...auditor.rules, ...ours.map((ownRule) => asRule(ownRule, auditor))],
    };
  });
}

/** Converts a custom rule; its matches are confirmed, as the rule states every condition. */
function asRule(
  { id, file, message, metadata, isFor, findIn }: CustomAuditRule,
  { category }: Auditor,
): AnyRule {
  const { check, severity, effort, recommendation, source } = metadata;
  return defineRule<OwnCandidate>({
    id,
    check,
    principle: `${category} / ${id}`,
    isProjectRule: true,
    sources:
      source === undefined ? { [`${id} (project rule)`]: file } : { [source.name]: source.url },
    skip: ({ code }) =>
      code.sources.some((source) => isForFile(source, code.languageOf, isFor))
        ? null
        : 'the project has no files in the language of the rule',
    *match({ code }) {
      for (const path of code.sources) {
        if (!isForFile(path, code.languageOf, isFor)) continue;
        const root = code.syntaxOf(path);
        for (const { fill, ...lines } of root === null ? [] : findIn(root)) {
          yield {
            file: path,
            ...lines,
            message: fill(message),
            recommendation: fill(recommendation),
          };
        }
      }
    },
    verify: (candidate) => ({
      severity,
      issue: candidate.message,
      recommendation: candidate.recommendation,
      effort,
    }),
  });
}

function isForFile(
  file: string,
  languageOf: (file: string) => Parameters<CustomAuditRule['isFor']>[0] | null,
  isFor: CustomAuditRule['isFor'],
): boolean {
  const language = languageOf(file);
  return language !== null && isFor(language);
}

function wrong(file: string, what: string, remedy: string): UserError {
  const message = `Cannot use the rules in ${relative('', file)}: ${what}.`;
  return new UserError({ code: 'rule-file', message, remedy });
}
