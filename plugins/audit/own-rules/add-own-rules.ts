import { relative } from 'node:path';
import { type AuditCodeRule, UserError } from 'perf-harness';
import { type AnyRule, type Auditor, defineRule } from '../auditor.ts';
import type { Candidate } from '../rule.ts';

interface OwnCandidate extends Candidate {
  readonly message: string;
  readonly recommendation: string;
}

/**
 * Auditors that look by a project's own rules too, each by those of its checks.
 * @throws UserError for a rule of no check, and for one whose name is taken.
 */
export function addOwnRules(
  auditors: readonly Auditor[],
  own: readonly AuditCodeRule[],
): readonly Auditor[] {
  const checks = auditors.flatMap((one) => one.checks.map(({ id }) => id));
  const taken = new Set(auditors.flatMap(({ rules }) => rules.map(({ id }) => id)));
  for (const { id, check, file } of own) {
    if (!checks.includes(check)) {
      const what = `${id} is of the check ${check}, which no auditor has`;
      throw wrong(file, what, `Name one of ${checks.join(', ')}.`);
    }
    if (taken.has(id)) throw wrong(file, `there is a rule ${id} already`, 'Give it another name.');
    taken.add(id);
  }
  return auditors.map((auditor) => {
    const ours = own.filter(({ check }) => auditor.checks.some(({ id }) => id === check));
    return { ...auditor, rules: [...auditor.rules, ...ours.map((one) => asRule(one, auditor))] };
  });
}

/** What it matches is confirmed: it says itself all there is to say. */
function asRule(
  { id, check, file, severity, effort, source, isFor, findIn }: AuditCodeRule,
  { category }: Auditor,
): AnyRule {
  return defineRule<OwnCandidate>({
    id,
    check,
    principle: `${category} / ${id}`,
    sources: [
      source === null
        ? { name: `${id}, a rule of this project`, url: file, retrieved: '' }
        : { ...source, retrieved: '' },
    ],
    skip: ({ code }) =>
      code.sources.some((one) => isForFile(one, code.languageOf, isFor))
        ? null
        : 'there are no files of its language here',
    *match({ code }) {
      for (const path of code.sources) {
        if (!isForFile(path, code.languageOf, isFor)) continue;
        const root = code.syntaxOf(path);
        for (const found of root === null ? [] : findIn(root)) yield { file: path, ...found };
      }
    },
    verify: ({ message, recommendation }) => ({
      outcome: 'confirmed',
      severity,
      issue: message,
      recommendation,
      effort,
    }),
  });
}

function isForFile(
  file: string,
  languageOf: (file: string) => Parameters<AuditCodeRule['isFor']>[0] | null,
  isFor: AuditCodeRule['isFor'],
): boolean {
  const language = languageOf(file);
  return language !== null && isFor(language);
}

function wrong(file: string, what: string, remedy: string): UserError {
  const message = `Cannot use the rules in ${relative('', file)}: ${what}.`;
  return new UserError({ code: 'rule-file', message, remedy });
}
