import type { Comparison } from '../../harness/model/documents/document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { Exposition } from './exposition.ts';

/** The series of comparisons: the ratio with its interval, and the verdict. */
export function addComparisons(exposition: Exposition, comparisons: readonly Comparison[]): void {
  for (const { scenario, metric, verdict, ratio, low, high, pairs } of comparisons) {
    const of = { scenario, metric };
    const ends = [
      ['', ratio, 'Head divided by base'],
      ['_low', low, 'Lower end of the interval of head divided by base'],
      ['_high', high, 'Upper end of the interval of head divided by base'],
    ] as const;
    for (const [end, value, help] of ends) {
      if (value === null) continue;
      const name = `perf_harness_comparison${end}_ratio`;
      exposition.add({ name, unit: 'ratio', help: `${help}.` }, of, value);
    }
    exposition.add(
      { name: 'perf_harness_comparison_verdict', unit: '', help: '1 for the verdict of a metric.' },
      { ...of, verdict },
      1,
    );
    exposition.add(
      { name: 'perf_harness_comparison_pairs', unit: '', help: 'Pairs that were measured.' },
      of,
      pairs,
    );
  }
}

/** The series of a gate: its verdict and exit code, and the comparison with its base. */
export function addGate(exposition: Exposition, gate: GateReport): void {
  addComparisons(exposition, gate.comparison?.comparisons ?? []);
  exposition.add(
    { name: 'perf_harness_gate_verdict', unit: '', help: '1 for the verdict of the gate.' },
    { verdict: gate.verdict },
    1,
  );
  exposition.add(
    { name: 'perf_harness_gate_exit_code', unit: '', help: 'Exit code of the gate.' },
    {},
    gate.exit_code,
  );
}
