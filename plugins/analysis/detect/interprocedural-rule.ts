import type {
  CodeFunction,
  CodePattern,
  CodeRoute,
  HypothesisCategory,
} from '../../../harness/model/program/code-analysis-results.ts';
import type {
  RawCall,
  RawVariable,
} from '../extract/calls-functions-and-imports-of-source-file.ts';
import type { FunctionEffects } from './transitive-io-and-write-effects-of-functions.ts';

/** Facts available to rules that follow calls. */
export interface InterproceduralContext {
  readonly functions: readonly CodeFunction[];
  readonly routes: readonly CodeRoute[];
  /** As they were read, by function and position. */
  readonly rawCalls: readonly (readonly RawCall[])[];
  readonly effects: readonly FunctionEffects[];
  /** Functions that run while a request is served: route handlers and their callees. */
  readonly perRequest: ReadonlySet<number>;
  readonly variablesOf: (file: string) => readonly RawVariable[];
}

/** Interprocedural rule: it follows calls, which a syntax pattern in one place cannot. */
export interface InterproceduralRule {
  readonly id: string;
  readonly category: HypothesisCategory;
  /** Reason for the cost, and the suggested alternative. */
  readonly note: string;
  readonly find: (context: InterproceduralContext) => readonly InterproceduralMatch[];
}

/** Match of a rule, before its id, category and note are added. */
export interface InterproceduralMatch {
  /** Index into the functions. */
  readonly function: number;
  readonly line: number;
  readonly endLine: number;
  readonly message: string;
}

export function toCodePattern(
  rule: InterproceduralRule,
  match: InterproceduralMatch,
  functions: readonly CodeFunction[],
): CodePattern {
  return {
    rule: rule.id,
    category: rule.category,
    file: functions[match.function]?.file ?? '',
    ...match,
  };
}
