import type { Host } from '../../harness/host.ts';
import type {
  CapacityLoad,
  CapacityReport,
} from '../../harness/model/documents/capacity-document.ts';
import type { Progress } from './progress.ts';

/** Says on stderr what each load run showed, and what is known after it. */
export function createCapacityProgress(
  { terminal }: Host,
  progress: Progress,
): (load: CapacityLoad, report: CapacityReport) => void {
  return ({ rate, outcome, breach, void_reason: reason, trial }, { capacity }) => {
    const p99 = trial.state === 'completed' ? trial.measurements['latency.p99'] : undefined;
    const seen = p99 === undefined ? '' : `, p99 ${p99.toFixed(1)} ms`;
    const why = breach?.message ?? reason;
    const known =
      capacity === null || capacity.high === null
        ? ''
        : `; capacity ${round(capacity.low)} to ${round(capacity.high)}/s`;
    progress.end();
    terminal.err(
      `capacity: ${rate}/s ${outcome}${seen}${why === null ? '' : ` (${why})`}${known}\n`,
    );
  };
}

function round(rate: number): string {
  return `${Number(rate.toPrecision(3))}`;
}
