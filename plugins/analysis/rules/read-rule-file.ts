import type { SgNode } from '@ast-grep/napi';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { Host } from '../../../harness/host.ts';
import { EXIT } from '../../../harness/model/exit-code.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { type CodeLanguage, loadParser } from '../load-parser.ts';
import {
  COMPATIBLE_GRAMMARS,
  fillMessage,
  findRuleProblem,
  toMatcher,
} from './run-syntax-pattern-rules.ts';
import type { CodeRule, MatchingRule } from './syntax-pattern-rule.ts';

const condition = z.record(z.string(), z.unknown());

/** Fields of every rule. Other keys of ast-grep are ignored, as its own programs do. */
const ruleFieldSchemas = {
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u, 'must be kebab-case'),
  language: z.enum(['TypeScript', 'Tsx', 'JavaScript', 'Python']),
  message: z.string().min(1),
  note: z.string().default(''),
  rule: condition,
  constraints: z.record(z.string(), condition).optional(),
  utils: z.record(z.string(), condition).optional(),
};

const ruleSchema = z.object({
  ...ruleFieldSchemas,
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
    needs: z.string().refine(isExpression, 'is not a valid regular expression').optional(),
  }),
});

/**
 * Reads custom rules: a YAML file in the format of ast-grep, with one rule or several separated by
 * `---`.
 * @throws UserError where the file is missing or not YAML, or ast-grep rejects a rule.
 */
export async function readRuleFile(host: Host, path: string): Promise<readonly CodeRule[]> {
  const rules = readRuleDocuments(host, path).flatMap((value): readonly CodeRule[] =>
    isForOthers(value) ? [] : [readRule(path, ruleSchema, value) as CodeRule],
  );
  await checkRules(host, path, rules);
  return rules;
}

/** Returns true for rules with a check but no category, which belong to another reader. */
function isForOthers(value: unknown): boolean {
  const metadata = readMetadata(value);
  return 'check' in metadata && !('category' in metadata);
}

/** Returns the metadata of a rule before validation; empty if it has none. */
function readMetadata(value: unknown): object {
  return z.looseObject({ metadata: z.looseObject({}) }).safeParse(value).data?.metadata ?? {};
}

/** Returns a rule file's documents. @throws UserError where it is missing or not YAML. */
function readRuleDocuments(host: Host, path: string): readonly unknown[] {
  const text = host.files.read(path);
  if (text === null) throw wrong(path, 'the file does not exist', 'Check the path.');
  return parseAllDocuments(text).flatMap((document): readonly unknown[] => {
    const [error] = document.errors;
    if (error !== undefined) throw wrong(path, error.message.split('\n')[0] ?? '', 'Fix the YAML.');
    const value: unknown = document.toJS();
    return value === null || value === undefined ? [] : [value];
  });
}

/** @throws UserError that names the invalid field. */
function readRule<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const id = z.looseObject({ id: z.string() }).safeParse(value).data?.id;
  const where = [...(id === undefined ? [] : [id]), ...(issue?.path ?? [])].join('.');
  throw wrong(
    path,
    `${where}: ${issue?.message ?? ''}`,
    'Fix the rule; docs/code.md has an example.',
  );
}

/** @throws UserError with the words of ast-grep for a rule that it does not take. */
async function checkRules(host: Host, path: string, rules: readonly MatchingRule[]): Promise<void> {
  const parser = await loadParser(host);
  for (const rule of rules) {
    const problem = findRuleProblem(parser, rule, rule.language);
    if (problem !== null) {
      throw wrong(path, `ast-grep rejects ${rule.id}: ${problem}`, 'Fix the rule.');
    }
  }
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

/** A rule of a project's own file with metadata for others than the reader of code. */
export interface CodeMatcher<Metadata> {
  readonly id: string;
  readonly file: string;
  readonly message: string;
  readonly metadata: Metadata;
  readonly isFor: (language: CodeLanguage) => boolean;
  readonly findIn: (root: SgNode) => readonly CodeMatch[];
}

interface CodeMatch {
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
  /** Replaces the metavariables of a text with the matched code. */
  readonly fill: (text: string) => string;
}

/**
 * Reads the rules of a file whose metadata has a given key.
 * @throws UserError that names the unusable part of a rule and its location.
 */
export async function readMatchers<Metadata>(
  host: Host,
  file: string,
  key: string,
  schema: z.ZodType<Metadata>,
): Promise<readonly CodeMatcher<Metadata>[]> {
  const rules = readRuleDocuments(host, file)
    .filter((value) => key in readMetadata(value))
    .map((value) => readRule(file, z.object({ ...ruleFieldSchemas, metadata: schema }), value));
  const matching = rules.map((rule) => rule as MatchingRule);
  await checkRules(host, file, matching);
  return rules.map(({ id, message, metadata }, index) => {
    const matcher = matching[index] as MatchingRule;
    return {
      id,
      file,
      message,
      metadata,
      isFor: (language) => COMPATIBLE_GRAMMARS[matcher.language].includes(language),
      findIn: (root) =>
        root.findAll(toMatcher(matcher)).map((node) => ({
          line: node.range().start.line + 1,
          endLine: node.range().end.line + 1,
          fill: (text) => fillMessage(text, node),
        })),
    };
  });
}
