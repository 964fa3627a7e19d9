import type { Suspicion } from '../../harness/model/documents/performance-map.ts';
import type {
  EscalationLevel,
  ProfileSection,
} from '../../harness/model/documents/profile-document.ts';
import type {
  CodeFacts,
  CodeFunction,
  CodePattern,
} from '../../harness/model/program/code-facts.ts';
import { indexCode } from '../map/code-index.ts';
import { MOST_FUNCTIONS, type PlannedFunction } from './instrumentation-plan.ts';

/** A function that is worth to be asked itself. */
export interface WantedFunction extends PlannedFunction {
  readonly endLine: number;
  /** Places in it that the source makes suspect, as suspicions say them. */
  readonly suspected: readonly string[];
}

export interface ChoiceContext {
  readonly reason: EscalationLevel['reason'];
  /** Suspicions that nothing has confirmed or dismissed. */
  readonly open: readonly Suspicion[];
  /** What was profiled; empty where there was no profiler. */
  readonly section: Pick<ProfileSection, 'functions' | 'hot_spots'>;
  /** More and more is held. */
  readonly isGrowing: boolean;
}

/** Of the hottest, those that a profile that cannot be relied on may still point to. */
const MOST_HOT = 10;
/** What a file does when it is loaded is no call. */
const MODULE = '(module)';

/**
 * Functions that targeted instrumentation asks, the most promising first: what open suspicions stand
 * in; and, where the profile is missing or bent, the hottest, what the source makes suspect, what
 * answers routes, and without a profile what is exported.
 */
export function chooseFunctions(
  facts: CodeFacts,
  { reason, open, section, isGrowing }: ChoiceContext,
): readonly WantedFunction[] {
  const { functions, patterns, routes } = facts;
  const places = new Set(open.map(({ location }) => location));
  const isOpen = (one: CodePattern): boolean => places.has(`${one.file}:${one.line}`);
  const around = (all: readonly CodePattern[]): readonly (CodeFunction | undefined)[] =>
    all.map((one) => functions[one.function ?? -1]);
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
    ...(reason === 'profiler-missing' ? functions.filter((one) => one.isExported) : []),
  ].filter((one) => one !== undefined && one.name !== MODULE && !one.file.endsWith('.py'));
  return [...new Set(chosen)].slice(0, MOST_FUNCTIONS).flatMap((one) => {
    if (one === undefined) return [];
    const { name, file, line, endLine } = one;
    const own = patterns.filter((pattern) => functions[pattern.function ?? -1] === one);
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
  { functions, hot_spots: spots }: ChoiceContext['section'],
): readonly (CodeFunction | undefined)[] {
  const code = indexCode(facts);
  return spots
    .flatMap(({ function: index }) => {
      const of = functions[index];
      return of?.owner === 'project' ? [code.functionOf(of) ?? undefined] : [];
    })
    .slice(0, MOST_HOT);
}
