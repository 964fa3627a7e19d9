import type { NapiConfig, SgNode } from '@ast-grep/napi';
import type { HypothesisCategory } from '../../../harness/model/program/code-analysis-results.ts';
import type { CodeLanguage, Parser } from '../load-parser.ts';
import { once } from '../memoize-function-by-object-argument.ts';
import type { CodeRule, MatchingRule } from './syntax-pattern-rule.ts';

export interface RuleMatch {
  readonly rule: string;
  readonly category: HypothesisCategory;
  readonly line: number;
  readonly endLine: number;
  readonly message: string;
}

export type RuleSet = ReadonlyMap<CodeLanguage, readonly ArrangedRule[]>;

interface ArrangedRule {
  readonly rule: CodeRule;
  readonly matcher: NapiConfig;
  readonly needs: RegExp | undefined;
}

/** Grammars that name the kinds of nodes the same. */
export const COMPATIBLE_GRAMMARS: Readonly<Record<CodeLanguage, readonly CodeLanguage[]>> = {
  TypeScript: ['TypeScript', 'Tsx', 'JavaScript'],
  Tsx: ['Tsx'],
  JavaScript: ['JavaScript', 'TypeScript', 'Tsx'],
  Python: ['Python'],
};

const LONGEST_NAME = 60;

/** Cached test of a rule against more languages; each test takes as long as reading a file. */
const fitting = once((_: CodeRule) => new Map<CodeLanguage, boolean>());

/** Groups rules by language; a rule is skipped for grammars that lack its node kinds. */
export function groupRulesByLanguage(parser: Parser, rules: readonly CodeRule[]): RuleSet {
  const found = new Map<CodeLanguage, ArrangedRule[]>();
  for (const rule of rules) {
    const { needs } = rule.metadata;
    const arranged = {
      rule,
      matcher: toMatcher(rule),
      needs: needs === undefined ? undefined : new RegExp(needs, 'u'),
    };
    for (const language of COMPATIBLE_GRAMMARS[rule.language]) {
      if (parser.lacks(language) !== null) continue;
      if (language !== rule.language && !fits(parser, rule, language)) continue;
      found.set(language, [...(found.get(language) ?? []), arranged]);
    }
  }
  return found;
}

function fits(parser: Parser, rule: CodeRule, language: CodeLanguage): boolean {
  const known = fitting(rule);
  const isFitting = known.get(language) ?? findRuleProblem(parser, rule, language) === null;
  known.set(language, isFitting);
  return isFitting;
}

/** Why ast-grep does not take a rule; null: it does. */
export function findRuleProblem(
  parser: Parser,
  rule: MatchingRule,
  language: CodeLanguage,
): string | null {
  // A rule for a language that cannot be parsed on this machine is harmless.
  if (parser.lacks(language) !== null) return null;
  try {
    parser.parse(language, '').root().findAll(toMatcher(rule));
    return null;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/\s+/gu, ' ');
  }
}

export function runRules(
  rules: RuleSet,
  language: CodeLanguage,
  root: SgNode,
  text: string,
): readonly RuleMatch[] {
  return (rules.get(language) ?? []).flatMap(({ rule, matcher, needs }) => {
    if (needs !== undefined && !needs.test(text)) return [];
    return root.findAll(matcher).map((node) => {
      const { start, end } = node.range();
      return {
        rule: rule.id,
        category: rule.metadata.category,
        line: start.line + 1,
        endLine: end.line + 1,
        message: fillMessage(rule.message, node),
      };
    });
  });
}

export function toMatcher({ rule, constraints, utils }: MatchingRule): NapiConfig {
  // The form of a rule is checked by ast-grep itself, in `problemOf`.
  return {
    rule,
    ...(constraints === undefined ? {} : { constraints }),
    ...(utils === undefined ? {} : { utils }),
  } as NapiConfig;
}

/** Replaces the metavariables of a message with the matched code. */
export function fillMessage(message: string, node: SgNode): string {
  return message.replace(/\$([A-Z][A-Z0-9_]*)/gu, (written, name: string) => {
    const text = node.getMatch(name)?.text().replace(/\s+/gu, ' ');
    if (text === undefined) return written;
    return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
  });
}
