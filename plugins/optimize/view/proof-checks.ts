import { display } from 'perf-harness/plugin';
import { type CallTimes, type CheckResult, sizeWords } from '../document/behavior-check-result.ts';
import type { Proof, ProofGain } from '../document/proof-document.ts';
import { describeCheck, INCONCLUSIVE_PREFIX } from './describe-behavior-check.ts';

/** Result of one check of the change: a row of the table. */
export interface CheckRow {
  readonly id: 'tests' | 'behaviour' | 'gain' | 'claim';
  readonly name: string;
  readonly state: 'good' | 'bad' | 'neutral' | 'unknown';
  /** One or two words, or a change: `pass`, `-88.8 %`. */
  readonly result: string;
  /** Evidence for the result, as a phrase. */
  readonly evidence: string;
}

/** Returns the checks of a proof: tests, behavior, gains and claim. */
export function proofChecks(document: Proof): readonly CheckRow[] {
  return [
    testsRow(document),
    ...behaviourRows(document),
    ...gainRows(document),
    ...claimRows(document),
  ];
}

function testsRow({ tests }: Proof): CheckRow {
  const row = (state: CheckRow['state'], result: string, evidence: string): CheckRow => ({
    id: 'tests',
    name: 'Tests',
    state,
    result,
    evidence,
  });
  if (tests.state !== 'passed') {
    const reason = display.printable(tests.reason);
    switch (tests.state) {
      case 'failed':
        return row('bad', 'fail', `the tests fail only with the change: ${reason}`);
      case 'fail-before':
        return row('unknown', 'unknown', `the tests also fail without the change: ${reason}`);
      case 'absent':
        return row('unknown', 'none', reason);
    }
  }
  const count = tests.failing_before.length;
  const known = tests.failing_before.slice(0, 3).map(display.printable).join(', ');
  const before =
    count === 0 ? '' : `; without the change, these fail too: ${known}${count > 3 ? ' …' : ''}`;
  const lint =
    tests.other_failure === null
      ? ''
      : `; another part of the test script fails: ${display.printable(tests.other_failure)}`;
  return row('good', 'pass', `the tests pass${lint}${before}`);
}

function behaviourRows({ check }: Proof): readonly CheckRow[] {
  if (check === null) return [];
  const evidence = describeCheck(check).replace(INCONCLUSIVE_PREFIX, '');
  const row = { id: 'behaviour', name: 'Behavior', evidence } as const;
  switch (check.state) {
    case 'same':
      if (check.made > 0) return [{ ...row, state: 'good', result: 'same' }];
      return [
        {
          ...row,
          state: 'unknown',
          result: 'unknown',
          evidence: `${evidence}; no call could be generated`,
        },
      ];
    case 'loses':
      return [{ ...row, name: 'Cost of calls', state: 'bad', result: 'higher' }];
    case 'differs':
      return [{ ...row, state: 'bad', result: 'differs' }];
    case 'unknown':
      return [{ ...row, state: 'unknown', result: 'unknown' }];
  }
}

function gainRows({ gains, unmeasured, check, outcome }: Proof): readonly CheckRow[] {
  const measured = gains.filter(({ verdict }) => verdict !== 'same inputs');
  const rows = measured.map(gainRow);
  // Benchmarks of the project may measure other code, so recorded calls are shown with them.
  if (measured.some(({ benchmark }) => benchmark === null)) return rows;
  const faster = fasterCalls(check);
  if (faster.length > 0) return [...rows, ...faster.map(callRow)];
  const unchanged = check?.state === 'same' ? (check.unchanged ?? []) : [];
  if (unchanged.length > 0) return [...rows, unchangedRow(unchanged, outcome)];
  if (rows.length > 0) return rows;
  const reason =
    gains.length > 0
      ? 'no scenario or benchmark loads the changed code'
      : (unmeasured ?? 'nothing was measured');
  const evidence = `not measured: ${display.printable(reason)}`;
  return [{ id: 'gain', name: 'Gain', state: 'unknown', result: 'unknown', evidence }];
}

function unchangedRow(unchanged: readonly CallTimes[], outcome: Proof['outcome']): CheckRow {
  const row = { id: 'gain', name: 'Gain' } as const;
  const share = display.formatShare(unchanged.reduce((sum, times) => sum + times.share, 0));
  const functions = new Set(unchanged.map((times) => times.function)).size;
  const same = `recorded calls of ${display.plural(functions, 'function')} take as long as before, within 10 %`;
  if (outcome === 'no-difference') {
    const evidence = `${same}: ${share} of the time of all recorded calls`;
    return { ...row, state: 'neutral', result: 'not shown', evidence };
  }
  const evidence = `${same}, but that is only ${share} of the time of all recorded calls, or others are slower; a scenario would decide`;
  return { ...row, state: 'unknown', result: 'unknown', evidence };
}

/** Returns the recorded calls that are faster. */
export function fasterCalls(check: CheckResult | null): readonly CallTimes[] {
  return check?.state === 'same' ? (check.faster ?? []) : [];
}

function callRow(times: CallTimes): CheckRow {
  const { function: name, size, ratio, low, high, calls } = times;
  return {
    id: 'gain',
    name: `time of ${display.printable(name)}`,
    state: 'good',
    result: display.formatChange(ratio),
    evidence: `${display.formatChangeRange(low, high)} on recorded calls${sizeWords(size)}, ${calls === 0 ? 'recorded input repeated' : display.plural(calls, 'call')}`,
  };
}

const GAIN_STATES: Readonly<Partial<Record<ProofGain['verdict'], CheckRow['state']>>> = {
  improved: 'good',
  regressed: 'bad',
  unchanged: 'neutral',
};

function gainRow(gain: ProofGain): CheckRow {
  const { scenario, benchmark, metric, verdict, ratio, low, high, reason } = gain;
  const file = benchmark === null ? '' : ` in ${display.printable(benchmark)}`;
  const row = {
    id: 'gain',
    name: `${metric} of ${display.printable(scenario)}${file}`,
    state: GAIN_STATES[verdict] ?? 'unknown',
  } as const;
  const why = reason === null ? '' : ` (${display.printable(reason)})`;
  if (ratio === null || low === null || high === null) {
    return { ...row, result: verdict, evidence: `no interval${why}` };
  }
  const interval = display.formatChangeRange(low, high, ratio);
  return {
    ...row,
    result: display.formatChange(ratio),
    evidence: `${interval}, ${verdict}${why}`,
  };
}

function claimRows({ claim }: Proof): readonly CheckRow[] {
  if (claim === null) return [];
  const evidence = `the description says "${display.printable(claim.text)}"`;
  const row = { id: 'claim', name: 'Claim', evidence } as const;
  if (claim.isReached === null) return [{ ...row, state: 'unknown', result: 'not shown' }];
  return claim.isReached
    ? [{ ...row, state: 'good', result: 'reached' }]
    : [{ ...row, state: 'unknown', result: 'too high' }];
}
