import type { GateEvidence } from '../../harness/gate/gate-evidence.ts';

/** Returns the evidence of a gate without measurements, with the commands that it names. */
export function gateEvidence(
  evidence: Partial<GateEvidence> & Pick<GateEvidence, 'scenarios'>,
): GateEvidence {
  return {
    comparison: null,
    baseline: null,
    others: [],
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
