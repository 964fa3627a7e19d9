import { UserError } from 'perf-harness/plugin';
import {
  type GeneratorContext,
  type Hypothesis,
  type HypothesisGenerator,
  type Research,
  researchSchema,
} from '../document/optimization-hypothesis.ts';
import { PROJECT_TOUCHED } from './external-program-hypothesis-generator.ts';
import { describeOrder, type Proposal, selectHypotheses } from './select-hypotheses.ts';

/**
 * Combines several generators; their proposals are selected and sorted together. A failing
 * generator becomes a flag and loses only its own proposals.
 * @param isFile - Takes a path relative to the root of the project.
 */
export function combineGenerators(
  generators: readonly HypothesisGenerator[],
  isFile: (root: string, path: string) => boolean,
): HypothesisGenerator {
  return {
    id: generators.map(({ id }) => id).join('+'),
    generate: async (context) => {
      const outcomes = await Promise.allSettled(
        generators.map((generator) => generator.generate(context)),
      );
      context.signal.throwIfAborted();
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason] : [],
      );
      const fatal = failures.find(isFatal) ?? null;
      if (fatal !== null) throw fatal;
      const answers = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      if (answers.length === 0) throw failures[0];
      return merge(context, answers, failures.map(messageOf), isFile);
    },
  };
}

/** True for errors that end the loop: an internal defect, or a program that changed the project. */
function isFatal(error: unknown): boolean {
  return !(error instanceof UserError) || error.code === PROJECT_TOUCHED;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function merge(
  { map, root, exclude, accept = 'checked' }: GeneratorContext,
  answers: readonly Research[],
  failures: readonly string[],
  isFile: (root: string, path: string) => boolean,
): Promise<Research> {
  const arranged = selectHypotheses(answers.flatMap(proposalsOf), {
    map,
    exclude,
    accept,
    isFile: (path) => isFile(root, path),
  });
  const first = <T>(of: (answer: Research) => T | null | undefined): T | null =>
    answers.map(of).find((value) => value !== null && value !== undefined) ?? null;
  const onceById = <T extends { readonly id: string }>(all: readonly T[]): T[] => [
    ...new Map(all.map((entry) => [entry.id, entry])).values(),
  ];
  const targets = Object.assign({}, ...answers.map((answer) => answer.target_metrics).toReversed());
  return researchSchema.parse({
    industry_benchmark: first((answer) => answer.industry_benchmark),
    competitor_approaches: answers
      .flatMap((answer) => answer.competitor_approaches ?? [])
      .slice(0, 3),
    target_metrics: targets,
    recommended_target: targets.wall_time_ms?.value ?? null,
    solutions: answers.flatMap((answer) => answer.solutions ?? []),
    hypotheses: arranged.hypotheses,
    local_codebase_findings: onceById(answers.flatMap((answer) => answer.local_codebase_findings)),
    research_sources: onceById(answers.flatMap((answer) => answer.research_sources)),
    disclaimer: first((answer) => answer.disclaimer),
    flags: [...new Set([...failures, ...answers.flatMap(ownFlags), ...arranged.flags])],
    rejected: [...answers.flatMap((answer) => answer.rejected ?? []), ...arranged.rejected],
  });
}

/** Returns an answer's flags except those about order, which the combined order replaces. */
function ownFlags({ flags = [], hypotheses }: Research): readonly string[] {
  const ofOrder = describeOrder(hypotheses);
  return flags.filter((flag) => !ofOrder.includes(flag));
}

/** Turns hypotheses back into proposals without ids, assigned anew to the combined list. */
function proposalsOf({ hypotheses }: Research): readonly Proposal[] {
  const keys = new Map(hypotheses.map(({ id, key }) => [id, key]));
  const keyOf = (id: string): string => keys.get(id) ?? id;
  return hypotheses.map(
    ({ id: _, ...hypothesis }: Hypothesis): Proposal => ({
      ...hypothesis,
      dependencies: hypothesis.dependencies.map(keyOf),
      conflicts_with: hypothesis.conflicts_with.map(keyOf),
      pair: hypothesis.pair === null ? null : keyOf(hypothesis.pair),
    }),
  );
}
