import {
  COMPARISON_SCHEMA,
  type Comparison,
  type ComparisonReport,
  WITHOUT_PAIRS,
} from '../../harness/model/documents/document.ts';
import { metricOf } from '../../harness/model/metric.ts';
import { FUNCTION, HTTP } from './drawn-metrics.ts';
import { runOf } from './run-of.ts';

function comparison(
  over: Partial<Comparison> & Pick<Comparison, 'scenario' | 'metric'>,
): Comparison {
  return {
    unit: metricOf(over.metric).unit,
    verdict: 'unchanged',
    reason: null,
    direction: 'none',
    base: null,
    head: null,
    ratio: null,
    low: null,
    high: null,
    margin: 0.02,
    ...WITHOUT_PAIRS,
    gated: true,
    needed_pairs: null,
    ...over,
  };
}

function comparisonReport(over: Partial<ComparisonReport>): ComparisonReport {
  return {
    schema: COMPARISON_SCHEMA,
    id: null,
    base: { label: 'main', source: 'baseline', commit: null },
    head: { label: '20260920T101500000Z-list-users-1000', source: 'record', commit: null },
    seed: null,
    confidence: 0.95,
    comparisons: [],
    findings: [],
    runs: [],
    verdict: 'pass',
    rules: null,
    plan: null,
    reproduce: null,
    ...over,
  };
}

/** Comparisons with every verdict. */
export function comparisonDocuments(): Readonly<Record<string, ComparisonReport>> {
  const users = { scenario: 'list users' };
  const parse = { scenario: 'parse lockfile' };
  return {
    comparison: comparisonReport({
      verdict: 'fail',
      comparisons: [
        comparison({
          ...users,
          metric: 'latency.p95',
          verdict: 'regressed',
          direction: 'worse',
          base: 6.874,
          head: 9.412,
          ratio: 1.3692,
          low: 1.281,
          high: 1.452,
          pairs: 12,
        }),
        comparison({
          ...users,
          metric: 'cpu_time',
          verdict: 'inconclusive',
          direction: 'worse',
          base: 0.0612,
          head: 0.0631,
          ratio: 1.031,
          low: 0.994,
          high: 1.069,
          pairs: 12,
          needed_pairs: 41,
        }),
        comparison({
          ...users,
          metric: 'throughput',
          verdict: 'unchanged',
          base: 14_231,
          head: 14_190,
          ratio: 0.9971,
          low: 0.9868,
          high: 1.0074,
          pairs: 12,
        }),
        comparison({
          ...users,
          metric: 'queries',
          verdict: 'regressed',
          direction: 'worse',
          base: 0,
          head: 3,
          pairs: 12,
          margin: 0,
          reason: 'the base is zero',
        }),
        comparison({
          ...parse,
          metric: 'wall_time',
          verdict: 'improved',
          direction: 'better',
          base: 4.02,
          head: 1.238,
          ratio: 0.308,
          low: 0.301,
          high: 0.316,
          pairs: 14,
          confirmed: true,
        }),
        comparison({
          ...parse,
          metric: 'allocated',
          verdict: 'regressed',
          direction: 'worse',
          base: 512_344,
          head: 1_690_735,
          ratio: 3.3,
          low: 3.2998,
          high: 3.3002,
          pairs: 14,
          margin: 0.01,
        }),
        comparison({
          ...parse,
          metric: 'instructions',
          verdict: 'incomparable',
          reason: 'measured on one side only',
        }),
      ],
      findings: [
        {
          id: 'stored-comparison',
          level: 'info',
          message:
            'the sides were measured at different times; medians of the same code differ by up to 7 % between sessions',
          remedy: 'Measure both live for a verdict that is evidence.',
        },
      ],
      runs: [
        runOf({ ...users, kind: 'http', trials: 12, metrics: HTTP }),
        runOf({ ...parse, trials: 14, metrics: FUNCTION }, 1),
      ],
    }),
    'comparison-incomparable': comparisonReport({
      verdict: 'incomparable',
      head: { label: 'latest', source: 'record', commit: null },
      comparisons: [
        comparison({
          ...parse,
          metric: 'wall_time',
          verdict: 'incomparable',
          base: 4.02,
          head: 1.238,
          reason:
            'measured on different machines (AMD EPYC 7763 with 4 CPUs, Apple M3 with 8 CPUs)',
        }),
      ],
    }),
    'comparison-unchanged': comparisonReport({
      comparisons: [
        comparison({
          ...parse,
          metric: 'wall_time',
          base: 1.2384,
          head: 1.2391,
          ratio: 1.0006,
          low: 0.991,
          high: 1.0098,
          pairs: 14,
        }),
      ],
    }),
  };
}
