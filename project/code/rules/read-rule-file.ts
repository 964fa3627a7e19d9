import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { Host } from '../../../harness/host.ts';
import { EXIT } from '../../../harness/model/exit-code.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { loadParser } from '../load-parser.ts';
import type { CodeRule } from './code-rule.ts';
import { problemOf } from './run-rules.ts';

const condition = z.record(z.string(), z.unknown());

/** Keys of ast-grep that are not listed are left out, as its own programs do. */
const ruleSchema = z.object({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u, 'must be kebab-case'),
  language: z.enum(['TypeScript', 'Tsx', 'JavaScript', 'Python']),
  message: z.string().min(1),
  note: z.string().default(''),
  rule: condition,
  constraints: z.record(z.string(), condition).optional(),
  utils: z.record(z.string(), condition).optional(),
  metadata: z.object({
    category: z.enum([
      'connection_management',
      'data_flow',
      'async_patterns',
      'resource_lifecycle',
      'configuration',
      'redundant_work',
      'architecture',
    ]),
    needs: z.string().refine(isExpression, 'is no regular expression').optional(),
  }),
});

/**
 * A user's own rules: a YAML file of ast-grep, one rule or several parted by `---`.
 * @throws UserError where it is not there, is no YAML, or a rule is not one that ast-grep takes.
 */
export async function readRuleFile(host: Host, path: string): Promise<readonly CodeRule[]> {
  const text = host.files.read(path);
  if (text === null) throw wrong(path, 'there is no such file', 'Check the path.');
  const parser = await loadParser(host);
  const rules = parseAllDocuments(text).flatMap((document): readonly CodeRule[] => {
    const [error] = document.errors;
    if (error !== undefined)
      throw wrong(path, error.message.split('\n')[0] ?? '', 'Mend the YAML.');
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    const parsed = ruleSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const where = issue?.path.join('.') ?? '';
      throw wrong(
        path,
        `${where}: ${issue?.message ?? ''}`,
        'Mend the rule; docs/code.md has an example.',
      );
    }
    return [parsed.data as CodeRule];
  });
  for (const rule of rules) {
    const problem = problemOf(parser, rule, rule.language);
    if (problem !== null) {
      throw wrong(path, `ast-grep does not take ${rule.id}: ${problem}`, 'Mend the rule.');
    }
  }
  return rules;
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

function wrong(path: string, what: string, remedy: string): UserError {
  const message = `Cannot use the rules in ${path}: ${what}.`;
  return new UserError({ code: 'rule-file', message, remedy, exitCode: EXIT.usage });
}
