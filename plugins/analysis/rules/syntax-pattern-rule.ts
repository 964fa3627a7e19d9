import type { HypothesisCategory } from '../../../harness/model/program/code-analysis-results.ts';
import type { CodeLanguage } from '../load-parser.ts';

/** Condition on syntax nodes, in the format of ast-grep. */
export type RuleCondition = Readonly<Record<string, unknown>>;

/** Fields of a rule that ast-grep needs. */
export interface MatchingRule {
  /** Kebab-case, no two the same. */
  readonly id: string;
  /** Language of the rule; for TypeScript also JavaScript and TSX, whose grammars share names. */
  readonly language: CodeLanguage;
  readonly rule: RuleCondition;
  readonly constraints?: Readonly<Record<string, RuleCondition>>;
  readonly utils?: Readonly<Record<string, RuleCondition>>;
}

/**
 * Syntax pattern that often costs time. The format is that of an ast-grep rule, so a rule file can
 * also be tried with the ast-grep command line; fields added by perf-harness are under `metadata`.
 */
export interface CodeRule extends MatchingRule {
  /** Sentence that describes the match; `$NAME` becomes the text matched under that name. */
  readonly message: string;
  /** Reason for the cost, and the suggested alternative. */
  readonly note: string;
  readonly metadata: {
    readonly category: HypothesisCategory;
    /** Regular expression for files; any other file cannot match the rule and is skipped. */
    readonly needs?: string;
  };
}

/** Conditions that several rules are made of. */
export const IN_LOOP: RuleCondition = {
  any: [
    ...['for_statement', 'while_statement', 'do_statement'].map((kind) => inside({ kind })),
    inside({ kind: 'statement_block', inside: { kind: 'for_in_statement' } }),
    inside({
      any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
      inside: {
        kind: 'arguments',
        follows: {
          kind: 'member_expression',
          regex: '\\.(map|forEach|filter|flatMap|some|every|find|findIndex|reduce|sort)$',
        },
      },
    }),
  ],
};

/** Matches inside the condition at any depth, within the same function. */
function inside(condition: RuleCondition): RuleCondition {
  const kinds = ['function_declaration', 'method_definition', 'class_declaration'];
  return { inside: { ...condition, stopBy: { any: kinds.map((kind) => ({ kind })) } } };
}
