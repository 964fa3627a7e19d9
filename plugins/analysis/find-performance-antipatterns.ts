import type {
  CodeFunction,
  CodePattern,
  CodeRoute,
} from '../../harness/model/program/code-analysis-results.ts';
import {
  CLIENT_PER_REQUEST,
  LISTENER_PER_REQUEST,
  POOL_WITHOUT_LIMIT,
  SYNC_IN_ASYNC,
  TIMER_PER_REQUEST,
} from './detect/blocking-call-and-resource-rules.ts';
import { type InterproceduralRule, toCodePattern } from './detect/interprocedural-rule.ts';
import {
  CACHE_IN_LOOP,
  FILE_IN_LOOP,
  MISSING_BATCH,
  QUERY_IN_LOOP,
  REQUEST_IN_LOOP,
} from './detect/io-in-loop.ts';
import {
  CONSTANT_CALL_IN_LOOP,
  REPEATED_CALL,
  SEQUENTIAL_AWAITS,
} from './detect/repeated-and-sequential-calls.ts';
import {
  computeEffects,
  findPerRequestFunctions,
} from './detect/transitive-io-and-write-effects-of-functions.ts';
import type { CodeIndex } from './link/index-code-declarations-by-name.ts';
import type { LinkedFunctions } from './link/link-calls-to-target-functions.ts';
import type { RuleMatch } from './rules/run-syntax-pattern-rules.ts';

/** Interprocedural rules. Rules that match the syntax of a single place are in `rules/`. */
export const INTERPROCEDURAL_RULES: readonly InterproceduralRule[] = [
  QUERY_IN_LOOP,
  REQUEST_IN_LOOP,
  CACHE_IN_LOOP,
  FILE_IN_LOOP,
  MISSING_BATCH,
  SEQUENTIAL_AWAITS,
  SYNC_IN_ASYNC,
  REPEATED_CALL,
  CONSTANT_CALL_IN_LOOP,
  CLIENT_PER_REQUEST,
  POOL_WITHOUT_LIMIT,
  LISTENER_PER_REQUEST,
  TIMER_PER_REQUEST,
];

/** Tests and tools, whose running time does not matter, and static files sent to browsers. */
const TEST_FILE =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|fixtures|benchmarks?|migrations|seeds?|scripts|examples?|public|static|assets)\/|(?:^|\/)(?:gulp|grunt)file\.[cm]?js$|[.-](?:test|spec|bench|stories|e2e-spec|config)\.[a-z]+$|(?:^|\/)(?:test_\w+|conftest)\.py$/u;

export function findPerformancePatterns(
  index: CodeIndex,
  { functions, rawCalls, offsets }: LinkedFunctions,
  routes: readonly CodeRoute[],
  matches: ReadonlyMap<string, readonly RuleMatch[]>,
): readonly CodePattern[] {
  const context = {
    functions,
    routes,
    rawCalls,
    effects: computeEffects(functions),
    perRequest: findPerRequestFunctions(functions, routes),
    variablesOf: (file: string) => index.files.get(file)?.facts.variables ?? [],
  };
  const flow = INTERPROCEDURAL_RULES.flatMap((rule) =>
    rule.find(context).map((match) => toCodePattern(rule, match, functions)),
  );
  const shapes = [...matches].flatMap(([file, found]) =>
    found.map((match): CodePattern => {
      // The first function stands for the whole file.
      const first = (offsets.get(file) ?? 0) + 1;
      const end = first - 1 + (index.files.get(file)?.facts.functions.length ?? 0);
      const around = findInnermostFunction(functions.slice(first, end), match);
      return { ...match, file, function: around === null ? null : first + around };
    }),
  );
  return [...flow, ...shapes]
    .filter(({ file }) => !TEST_FILE.test(file))
    .sort(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.rule.localeCompare(b.rule),
    );
}

/** Returns the index of the shortest function around a place; null if there is none. */
export function findInnermostFunction(
  functions: readonly CodeFunction[],
  { line, endLine }: Pick<RuleMatch, 'line' | 'endLine'>,
): number | null {
  let best: number | null = null;
  for (const [index, codeFunction] of functions.entries()) {
    if (codeFunction.line > line || codeFunction.endLine < endLine) continue;
    const known = best === null ? undefined : functions[best];
    if (
      known === undefined ||
      codeFunction.endLine - codeFunction.line <= known.endLine - known.line
    )
      best = index;
  }
  return best;
}
