import { EXIT, type measure, metrics, optionError, UserError } from 'perf-harness/plugin';

export interface TargetCandidate {
  readonly word: string;
  /** Metric named by the word; null if there is none. */
  readonly metric: string | null;
  /** True if it is a scenario, a place or a route of the project. */
  readonly isOfProject: boolean;
}

/** Targets and metric of a team (TPC-03). */
export interface ParsedTargets {
  /** Scenarios and places; empty: all of the project. */
  readonly targets: readonly string[];
  /** Metric to improve; null: time. */
  readonly metric: string | null;
  /** Question that a person has to answer before anything begins; null: none. */
  readonly question: string | null;
}

/** Words that refer to the whole project rather than a part of it. */
const ALL_OF_IT =
  /^(?:\.|all|app|application|everything|faster|perf|performance|slow|slower|slowness|speed)$/iu;

/**
 * Separates scenarios and places from metrics and from words that mean the whole project. Several
 * targets are worked on independently, so a missing target is reported by its own pipeline.
 * @param named - Metric stated as such; null: none was.
 */
export function parseTargets(
  words: readonly TargetCandidate[],
  named: string | null,
): ParsedTargets {
  const telling = words.filter(({ word, isOfProject }) => isOfProject || !ALL_OF_IT.test(word));
  const metrics = new Set(
    telling.flatMap(({ metric, isOfProject }) => (isOfProject ? [] : (metric ?? []))),
  );
  const others = telling.filter(({ metric, isOfProject }) => isOfProject || metric === null);
  const [metric = null, ...more] = named === null ? [...metrics] : [named];
  if (more.length > 0) return unclear(`Several metrics are named: ${[...metrics].join(', ')}.`);
  const [only] = others;
  if (only === undefined || others.length > 1) {
    return { targets: others.map(({ word }) => word), metric, question: null };
  }
  if (!only.isOfProject) {
    return unclear(`"${only.word}" is neither part of the project nor a metric.`, metric);
  }
  if (only.metric !== null && metric === null) {
    return unclear(`"${only.word}" is both a metric and part of the project.`);
  }
  return { targets: [only.word], metric, question: null };
}

function unclear(why: string, metric: string | null = null): ParsedTargets {
  const question = `${why} Work on the whole project, on named locations and scenarios, or on a metric?`;
  return { targets: [], metric, question };
}

/** Returns the name of the metric that a word refers to; null if there is none. */
export function findMetricName(word: string): string | null {
  return metrics.findMetricByWord(word)?.name ?? null;
}

/** @throws UserError for a word that names no metric. */
export function parseMetricName(word: string): string {
  const metric = findMetricName(word);
  if (metric !== null) return metric;
  throw optionError(`--metric expects a metric, such as fcp, memory or startup; found "${word}".`);
}

/**
 * Selects the runs that measure the metric to improve, since the others cannot show an improvement.
 * @param metric - null for time, which every run measures in its own way.
 * @throws UserError where no run has it.
 */
export function filterRunsByMetric(report: measure.Report, metric: string | null): measure.Report {
  if (metric === null) return report;
  const runs = report.runs.filter(({ metrics }) => metrics[metric] !== undefined);
  if (runs.length > 0) return { ...report, runs };
  const known = [...new Set(report.runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  throw new UserError({
    code: 'team-metric-not-measured',
    message: `No scenario measures ${metric}, so an improvement could not be verified.`,
    remedy: `Add the metric to the \`metrics\` of a scenario, or choose a metric that is already measured: ${known.join(', ') || 'nothing'}.`,
    exitCode: EXIT.usage,
  });
}
