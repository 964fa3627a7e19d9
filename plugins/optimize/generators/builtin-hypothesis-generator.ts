import { join } from 'node:path';
import { type Host, type PerformanceMap, processes } from 'perf-harness/plugin';
import { readCode } from '../../analysis/index.ts';
import {
  type GeneratorContext,
  type HypothesisGenerator,
  type Research,
  researchSchema,
} from '../document/optimization-hypothesis.ts';
import type { Codemod } from './codemod.ts';
import { CODEMODS } from './codemod-catalogue.ts';
import { findBottleneckSteps, findFunctionsAt } from './functions-on-bottleneck-path.ts';
import { findPracticeSource } from './performance-practices.ts';
import { type CachePlans, NO_CACHES, proposeCaches } from './propose-caches.ts';
import {
  type BottleneckTarget,
  type ObserveFunctions,
  proposeCodemods,
} from './propose-codemods.ts';
import { findPractices, findSolutions, proposeManualChanges } from './propose-manual-changes.ts';
import { NO_PLANS, type PlanLocations, proposeMissingIndexes } from './propose-missing-indexes.ts';
import { proposePackageReleases } from './propose-package-upgrades.ts';
import {
  type ChainAnswer,
  createResearchChain,
  OFFLINE_DISCLAIMER,
  RESEARCH_STAGES,
  type ResearchProvider,
  type ResearchStage,
} from './research-provider-fallback-chain.ts';
import { type Proposal, selectHypotheses } from './select-hypotheses.ts';

/** Maximum number of bottlenecks that are analyzed (H812-08). */
const MOST_BOTTLENECKS = 3;

/** Options that replace or extend the built-in parts. */
export interface BuiltinOptions {
  readonly codemods?: readonly Codemod[];
  /** Default: none, so the network is not used (D9). */
  readonly providers?: readonly ResearchProvider[];
  readonly host?: Host;
  /** Query plans of the database. Default: none. */
  readonly database?: PlanLocations;
  /** Functions whose results may be cached. Default: none. */
  readonly caches?: CachePlans;
  /** Set to query npm for newer releases of packages that time is spent in. Default: no. */
  readonly newerReleases?: boolean;
  /** Hears of each stage as it begins. */
  readonly onStage?: (stage: ResearchStage) => void;
}

/**
 * Proposes codemods of the catalogue where they apply in the hot functions, and changes to make by
 * hand. Deterministic: the same code and the same map give the same hypotheses. It reads the
 * project and writes nothing.
 */
export function createBuiltinGenerator(options: BuiltinOptions = {}): HypothesisGenerator {
  return { id: 'built-in', generate: (context) => generate(context, options) };
}

async function generate(context: GeneratorContext, options: BuiltinOptions): Promise<Research> {
  const { codemods = CODEMODS, providers = [], onStage = () => undefined } = options;
  const { map, root, signal, local_findings: findings } = context;
  const host = options.host ?? processes.createHost();
  const [competitorStage, industryStage, localStage, solutionStage, hypothesisStage] =
    RESEARCH_STAGES;
  const top = map.top_bottlenecks.toSorted((a, b) => b.share - a.share).slice(0, MOST_BOTTLENECKS);
  const classes = [...new Set(top.map(({ type }) => type))];
  const chain = createResearchChain(providers);
  onStage(competitorStage);
  const others = await chain.ask({ stage: competitorStage, classes, signal });
  onStage(industryStage);
  const industry = await chain.ask({ stage: industryStage, classes, signal });
  onStage(localStage);
  const facts = top.length === 0 ? null : await readCode(host, root, { signal });
  const targets = top.map((bottleneck): BottleneckTarget => {
    const steps = findBottleneckSteps(map, bottleneck);
    const ids = new Set(steps.map(({ id }) => id));
    return {
      bottleneck,
      steps,
      functions:
        facts === null
          ? []
          : findFunctionsAt(
              facts,
              // Steps are limited in depth; the slow function may be called from the deepest step.
              [bottleneck, ...steps].map(({ location }) => location),
            ),
      suspicions: map.suspicion_stack.filter(
        ({ verdict, affected_steps: all }) =>
          verdict === 'confirmed' && all.some((id) => ids.has(id)),
      ),
    };
  });
  onStage(solutionStage);
  const solutions = targets.flatMap((target) => findSolutions(target, findings));
  onStage(hypothesisStage);
  const observed = observing(context, targets);
  const changes: Proposal[] = [];
  for (const target of targets) {
    changes.push(...(await proposeCodemods(host, root, codemods, target, observed)));
  }
  const indexes = proposeMissingIndexes(host, options.database ?? NO_PLANS, targets);
  const caches = proposeCaches(host, options.caches ?? NO_CACHES, targets);
  const releases = options.newerReleases
    ? await proposePackageReleases(host, { root, signal }, targets)
    : [];
  const applicable = [...changes, ...indexes, ...caches, ...releases];
  const byHand = targets.flatMap((target) => proposeManualChanges(target, findings, applicable));
  const arranged = selectHypotheses(oncePerKey([...applicable, ...byHand]), {
    map,
    exclude: context.exclude,
    accept: context.accept ?? 'checked',
    isFile: (path) => host.files.isFile(join(root, path)),
  });
  const sources = targets.flatMap((target) => findPractices(target).map(findPracticeSource));
  return assemble(context, { others, industry }, { ...arranged, solutions, sources });
}

/** Observes all modules of the bottlenecks in one run, on first use. */
function observing(
  { observe }: GeneratorContext,
  targets: readonly BottleneckTarget[],
): ObserveFunctions {
  if (observe === undefined) return async () => null;
  const files = [...new Set(targets.flatMap((target) => target.functions.map(({ file }) => file)))];
  let seen: ReturnType<typeof observe> | null = null;
  return async (file) => {
    seen ??= observe(files);
    return (await seen).filter(({ module }) => module === file);
  };
}

/** Removes duplicates: a place in several bottlenecks is fixed for the largest of them. */
function oncePerKey(all: readonly Proposal[]): readonly Proposal[] {
  return all.filter(({ key }, at) => all.findIndex((other) => other.key === key) === at);
}

function assemble(
  { map, local_findings: findings }: GeneratorContext,
  { others, industry }: { readonly others: ChainAnswer; readonly industry: ChainAnswer },
  found: Pick<Research, 'solutions'> &
    ReturnType<typeof selectHypotheses> & { readonly sources: Research['research_sources'] },
): Research {
  const own = setMetricTargets(map);
  // A target for a metric that the baseline lacks would never be measured.
  const given = Object.entries(industry.answer.target_metrics ?? {}).filter(
    ([name]) => name in own,
  );
  const target_metrics: Targets = { ...own, ...Object.fromEntries(given) };
  const isOffline = others.provider === null && industry.provider === null;
  const sources = [
    ...(others.answer.research_sources ?? []),
    ...(industry.answer.research_sources ?? []),
    ...found.sources,
  ];
  return researchSchema.parse({
    industry_benchmark: industry.answer.industry_benchmark ?? null,
    competitor_approaches: others.answer.competitor_approaches ?? [],
    recommended_target: target_metrics.wall_time_ms?.value ?? null,
    target_metrics,
    solutions: found.solutions,
    hypotheses: found.hypotheses,
    local_codebase_findings: findings,
    research_sources: [...new Map(sources.map((source) => [source.id, source])).values()],
    disclaimer: isOffline ? OFFLINE_DISCLAIMER : null,
    flags: found.flags,
    rejected: found.rejected,
  });
}

type Targets = Research['target_metrics'];

/** Half of the current value, which is also the fallback of OPT-51. */
const RULE_OF_THUMB = 0.5;

/** A target for each metric of the baseline, and for no other (H812-04, H812-05). */
function setMetricTargets({ baseline, top_bottlenecks: top, steps }: PerformanceMap): Targets {
  const { io_read_bytes: read, io_write_bytes: written } = baseline;
  const io = read === undefined && written === undefined ? undefined : (read ?? 0) + (written ?? 0);
  const values = {
    wall_time_ms: baseline.wall_time_ms,
    cpu_time_ms: baseline.cpu_time_ms,
    memory_peak_mb: baseline.memory_peak_mb,
    http_round_trips: baseline.http_round_trips,
    io_bytes: io,
  };
  const targets: Targets = Object.fromEntries(
    Object.entries(values).flatMap(([metric, value = 0]) => {
      if (value <= 0) return [];
      const source = 'rule of thumb: half of the baseline';
      return [[metric, { value: value * RULE_OF_THUMB, source, confidence: 'LOW' as const }]];
    }),
  );
  const repeated = steps
    .flatMap(repeatedCalls)
    .filter(({ id }) => top.some(({ step }) => step === id));
  const saved = repeated.reduce((sum, { http_round_trips: trips }) => sum + trips - 1, 0);
  const trips = baseline.http_round_trips ?? 0;
  if (saved > 0 && trips > saved) {
    const source = 'practice: one batched request instead of one request per item';
    targets.http_round_trips = { value: trips - saved, source, confidence: 'MEDIUM' };
  }
  return targets;
}

/** Returns steps with more than one HTTP round trip per operation, the outermost of each branch. */
function repeatedCalls(
  step: PerformanceMap['steps'][number],
): readonly PerformanceMap['steps'][number][] {
  return step.type === 'http_call' && step.http_round_trips > 1
    ? [step]
    : step.children.flatMap(repeatedCalls);
}
