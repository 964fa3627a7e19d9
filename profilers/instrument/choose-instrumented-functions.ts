import type { Suspicion } from '../../harness/model/documents/performance-map-document.ts';
import type {
  EscalationLevel,
  ProfileSection,
} from '../../harness/model/documents/profile-document.ts';
import type {
  CodeFacts,
  CodeFunction,
  CodePattern,
} from '../../harness/model/program/code-analysis-results.ts';
import { indexCode } from '../performance-map/source-code-index.ts';
import { MAX_INSTRUMENTED_FUNCTIONS, type PlannedFunction } from './instrumentation-plan.ts';

export interface InstrumentationCandidate extends PlannedFunction {
  readonly endLine: number;
  /** Places in it that the source makes suspect, as in `Suspicion.location`. */
  readonly suspected: readonly string[];
}

export interface FunctionChoiceContext {
  readonly reason: EscalationLevel['reason'];
  /** Hypotheses that nothing has confirmed or dismissed. */
  readonly open: readonly Suspicion[];
  /** Result of profiling; empty where there was no profiler. */
  readonly section: Pick<ProfileSection, 'functions' | 'hot_spots'>;
  /** True if memory in use keeps growing. */
  readonly isGrowing: boolean;
}

/** Limit on the hottest functions, to which even an unreliable profile may point. */
const MOST_HOT = 10;
/** Work done while a file is loaded is no call. */
const MODULE = '(module)';

/**
 * Chooses the functions for targeted instrumentation, the most promising first: those that contain
 * open hypotheses; and, where the profile is missing or distorted, the hottest functions, those
 * that the source makes suspect, route handlers, and without a profile the exported functions.
 */
export function chooseInstrumentedFunctions(
  facts: CodeFacts,
  { reason, open, section, isGrowing }: FunctionChoiceContext,
): readonly InstrumentationCandidate[] {
  const { functions, patterns, routes } = facts;
  const places = new Set(open.map(({ location }) => location));
  const isOpen = (codePattern: CodePattern): boolean =>
    places.has(`${codePattern.file}:${codePattern.line}`);
  const around = (all: readonly CodePattern[]): readonly (CodeFunction | undefined)[] =>
    all.map((pattern) => functions[pattern.function ?? -1]);
  const isDoubtful = reason === 'overhead' || reason === 'profiler-missing';
  const chosen = [
    ...around(patterns.filter(isOpen)),
    ...(isDoubtful
      ? [
          ...hottest(facts, section),
          ...around(patterns),
          ...routes.map(({ handler }) => functions[handler ?? -1]),
        ]
      : []),
    ...(reason === 'profiler-missing'
      ? functions.filter((codeFunction) => codeFunction.isExported)
      : []),
  ].filter(
    (codeFunction) =>
      codeFunction !== undefined &&
      codeFunction.name !== MODULE &&
      !codeFunction.file.endsWith('.py'),
  );
  return [...new Set(chosen)].slice(0, MAX_INSTRUMENTED_FUNCTIONS).flatMap((codeFunction) => {
    if (codeFunction === undefined) return [];
    const { name, file, line, endLine } = codeFunction;
    const own = patterns.filter((pattern) => functions[pattern.function ?? -1] === codeFunction);
    return [
      {
        name,
        file,
        line,
        endLine,
        watchesMemory: isGrowing || own.some(({ category }) => category === 'resource_lifecycle'),
        suspected: own.map((pattern) => `${pattern.file}:${pattern.line}`),
      },
    ];
  });
}

function hottest(
  facts: CodeFacts,
  { functions, hot_spots: spots }: FunctionChoiceContext['section'],
): readonly (CodeFunction | undefined)[] {
  const code = indexCode(facts);
  return spots
    .flatMap(({ function: index }) => {
      const of = functions[index];
      return of?.owner === 'project' ? [code.functionOf(of) ?? undefined] : [];
    })
    .slice(0, MOST_HOT);
}
