import type { HypothesisCategory } from '../../../harness/model/program/code-facts.ts';
import type { CodeLanguage } from '../load-parser.ts';

/** A condition on nodes, in the form that ast-grep has for it. */
export type RuleCondition = Readonly<Record<string, unknown>>;

/** Fields of a rule that ast-grep needs. */
export interface MatchingRule {
  /** Kebab-case, no two the same. */
  readonly id: string;
  /** One of TypeScript is tried on JavaScript and TSX too, whose grammars name things the same. */
  readonly language: CodeLanguage;
  readonly rule: RuleCondition;
  readonly constraints?: Readonly<Record<string, RuleCondition>>;
  readonly utils?: Readonly<Record<string, RuleCondition>>;
}

/**
 * A shape of code that often costs time. The form is that of a rule of ast-grep, so that a file with
 * one can be tried with its own command line too; what perf-harness adds stands under `metadata`.
 */
export interface CodeRule extends MatchingRule {
  /** One sentence: what was seen. `$NAME` is what the rule has matched by that name. */
  readonly message: string;
  /** Why it costs time, and what to write instead. */
  readonly note: string;
  readonly metadata: {
    readonly category: HypothesisCategory;
    /** A regular expression: files without a match for it cannot match, and are not looked at. */
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

/** Anywhere around, up to the function that it stands in. */
function inside(condition: RuleCondition): RuleCondition {
  const kinds = ['function_declaration', 'method_definition', 'class_declaration'];
  return { inside: { ...condition, stopBy: { any: kinds.map((kind) => ({ kind })) } } };
}
