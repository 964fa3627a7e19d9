import type { GateEvidence } from '../../harness/gate/gate-evidence.ts';
import {
  type Comparison,
  WITHOUT_PAIRS,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';

/** Returns the evidence of a gate without measurements, with the commands that it names. */
export function gateEvidence(
  evidence: Partial<GateEvidence> & Pick<GateEvidence, 'scenarios'>,
): GateEvidence {
  return {
    comparison: null,
    baseline: null,
    pluginChecks: [],
    runs: [],
    newScenarios: new Set(),
    refused: new Map(),
    margin: null,
    compareCommand: 'perf-harness compare abc',
    gateCommand: 'perf-harness gate --base abc',
    baselineCommand: 'perf-harness gate --baseline main',
    runCommand: 'perf-harness run',
    calibrateCommand: 'perf-harness calibrate --config ci.mjs',
    ...evidence,
  };
}

/** Returns a gated comparison of `sort` in which nothing changed, apart from these changes. */
export function unchangedComparison(changes: Partial<Comparison> = {}): Comparison {
  return {
    scenario: 'sort',
    metric: 'wall_time',
    unit: 'ms',
    verdict: 'unchanged',
    reason: null,
    direction: 'none',
    base: 10,
    head: 10,
    ratio: 1,
    low: 0.99,
    high: 1.01,
    margin: 0.02,
    ...WITHOUT_PAIRS,
    gated: true,
    needed_pairs: null,
    ...changes,
  };
}
