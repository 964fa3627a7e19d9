/** Checks of the notes that executors take of a trial. */
import { describe, expect, test } from 'vitest';
import { loadGeneratorSaturated } from '../../../harness/checks/load-generator-saturated.ts';
import { clockChanged } from '../../../harness/checks/machine-checks.ts';
import { collectBlockNotes } from '../../../harness/checks/read-numeric-trial-annotations.ts';
import { coarseTimer, notSteady } from '../../../harness/checks/timing-quality-checks.ts';
import {
  blockedHosts,
  mixedExitCodes,
  notAtRest,
  outlivedProcesses,
  targetErrors,
  transformedSources,
} from '../../../harness/checks/trial-failure-and-validity-checks.ts';
import { findInvalidationReason } from '../../../harness/model/load-generator-saturation.ts';
import type { K6Scenario } from '../../../harness/model/scenario/scenario.ts';
import type { Block, CompletedTrial } from '../../../harness/model/trial.ts';
import { commandScenario } from '../../support/command-scenario.ts';
import {
  runMeasurementCheck,
  trialPosition,
} from '../../support/run-measurement-validity-check.ts';
import { httpScenario } from '../executors/http/http-executor-test-setup.ts';
import { pageScenario } from '../executors/page/page-executor-test-setup.ts';

type Notes = NonNullable<Block['notes']>;

test('keeps notes of counted trials apart from those of timed trials', () => {
  const trial = (pass?: 'instructions'): CompletedTrial => ({
    ...trialPosition(1),
    state: 'completed',
    ...(pass === undefined ? {} : { pass }),
    measurements: {},
    unavailable: {},
    blocks: [{ operations: 1, durationMs: 1, measurements: {}, notes: { calls: 4 } }],
  });
  expect(collectBlockNotes([trial(), trial('instructions'), trial()])).toEqual([
    { calls: 4 },
    { calls: 4 },
  ]);
});

/** Returns a number of trials with some notes, then a number with others. */
function trials(...parts: readonly (readonly [count: number, notes: Notes])[]): readonly Notes[] {
  return parts.flatMap(([count, notes]) => Array<Notes>(count).fill(notes));
}

const CLOSED = httpScenario(null, {
  durationMs: 1_000,
  load: { type: 'closed', connections: 10 },
});
const OPEN = httpScenario(null, {
  durationMs: 1_000,
  load: { type: 'open', rate: 500, maxConnections: 100 },
});

describe('coarse timer', () => {
  const limited = { is_timer_limited: true, clock_step_ns: 40 };

  test('is reported from half of the trials on', () => {
    expect(runMeasurementCheck(coarseTimer, { notes: trials([2, limited], [3, {}]) })).toEqual([]);
    const [finding] = runMeasurementCheck(coarseTimer, { notes: trials([2, limited], [2, {}]) });
    expect(finding).toMatchObject({ id: 'coarse-timer', level: 'warning', metric: 'wall_time' });
    expect(finding?.message).toContain('2 of 4 trials');
    expect(finding?.message).toContain('(40 ns)');
  });

  test.each([
    [{}, 'Let `run` do more work'],
    [{ timed_singly: true }, '`beforeEach` makes'],
    [{ engine: 'vitest' }, 'vitest times every call'],
  ])('gets advice that fits its cause: %j', (cause, remedy) => {
    const notes = trials([4, { ...limited, ...cause }]);
    expect(runMeasurementCheck(coarseTimer, { notes })[0]?.remedy).toContain(remedy);
  });
});

describe('transformed sources', () => {
  const by = '@swc/core 1.16.22';

  test('are reported once, with the count of one trial', () => {
    const notes = trials([3, { transformed_files: 2, transformed_by: by }], [1, {}]);
    expect(runMeasurementCheck(transformedSources, { notes })).toMatchObject([
      { level: 'info', message: expect.stringContaining(`2 files were transformed by ${by}`) },
    ]);
    const singleTrial = trials([1, { transformed_files: 1, transformed_by: by }]);
    expect(runMeasurementCheck(transformedSources, { notes: singleTrial })[0]?.message).toMatch(
      /^One file was /u,
    );
  });
});

describe('unsteady calls', () => {
  test('are reported when more than half of the trials began with them', () => {
    const notes = (unsteady: number) =>
      trials([unsteady, { is_steady: false }], [4 - unsteady, { is_steady: true }]);
    expect(runMeasurementCheck(notSteady, { notes: notes(2) })).toEqual([]);
    const [finding] = runMeasurementCheck(notSteady, { notes: notes(3) });
    expect(finding?.message).toBe(
      'The call times of "parse" are not steady: in 3 of 4 trials, call times had not settled after the warm-up.',
    );
    expect(finding?.remedy).toContain("warmup: '0.4 s'");
  });

  test('are reported when they change by more than 5 % within a trial', () => {
    const notes = (drift: number) => trials([5, { is_steady: true, drift }]);
    expect(runMeasurementCheck(notSteady, { notes: notes(1.05) })).toEqual([]);
    expect(runMeasurementCheck(notSteady, { notes: notes(1.06) })[0]?.message).toContain(
      'call times change by +6.0 % from the first half of a trial to the second',
    );
    expect(runMeasurementCheck(notSteady, { notes: notes(0.9) })[0]?.message).toContain('−10.0 %');
  });

  test('are reported for functions only', () => {
    const notes = trials([3, { is_steady: false }]);
    expect(runMeasurementCheck(notSteady, { notes, scenario: commandScenario() })).toEqual([]);
  });
});

describe('errors of the target', () => {
  test('are counted and named over all trials', () => {
    const notes: readonly Notes[] = [
      { requests: 1_000, failed_requests: 3, failures: 'timeout: 1, status 500: 2' },
      { requests: 1_000, failed_requests: 0 },
      { requests: 1_000, failed_requests: 7, failures: 'status 500: 7' },
    ];
    expect(runMeasurementCheck(targetErrors, { notes, scenario: CLOSED })).toEqual([
      {
        id: 'target-errors',
        level: 'warning',
        metric: 'error_rate',
        message:
          '10 of 3000 requests failed (0.33 %): timeout: 1, status 500: 9. Failed requests are excluded from the response times.',
        remedy: expect.stringContaining('expectStatus'),
      },
    ]);
  });

  test('are reported when they ended a load run early', () => {
    const notes = [{ requests: 10, failed_requests: 10, failures: 'closed: 10', cut_short: true }];
    expect(runMeasurementCheck(targetErrors, { notes, scenario: CLOSED })[0]?.message).toContain(
      'A load run was stopped early because',
    );
  });

  test('give no finding when there are none', () => {
    const notes = trials([3, { requests: 100, failed_requests: 0 }]);
    expect(runMeasurementCheck(targetErrors, { notes, scenario: CLOSED })).toEqual([]);
  });
});

describe('page findings', () => {
  const scenario = pageScenario('/', { restTimeoutMs: 10_000 });

  test('list hosts that the page may not reach, and how to allow them', () => {
    const notes: readonly Notes[] = [{ blocked_hosts: 'a.example, b.example' }, { elements: 9 }];
    expect(runMeasurementCheck(blockedHosts, { notes, scenario })).toMatchObject([
      {
        level: 'info',
        message: expect.stringContaining('a.example, b.example'),
        remedy: expect.stringContaining('--allow-remote a.example --allow-remote b.example'),
      },
    ]);
    expect(runMeasurementCheck(blockedHosts, { notes: [{ elements: 9 }], scenario })).toEqual([]);
  });

  test('report how often the page does not come to rest', () => {
    const notes = trials([2, { is_at_rest: false }], [1, { is_at_rest: true }]);
    expect(runMeasurementCheck(notAtRest, { notes, scenario })).toMatchObject([
      { level: 'warning', message: expect.stringContaining('after 10 s in 2 of 3 trials') },
    ]);
    expect(runMeasurementCheck(notAtRest, { notes: [{ is_at_rest: true }], scenario })).toEqual([]);
  });
});

describe('saturated load generator', () => {
  const full = {
    generator_saturated: true,
    generator_utilization: 0.97,
    generator_cpu_share: 0.94,
    server_busy: 0.4,
  };
  const easy = { generator_saturated: false, generator_utilization: 0.4 };

  test('voids the run when it was at its limit in more than three load runs of ten', () => {
    const findings = (count: number) =>
      runMeasurementCheck(loadGeneratorSaturated, {
        notes: trials([count, full], [10 - count, easy]),
        scenario: CLOSED,
      });
    expect(findings(3)).toEqual([]);
    expect(findings(4)).toMatchObject([
      {
        level: 'error',
        message:
          'The load generator was at its limit in 4 of 10 load runs, so response times and throughput reflect the generator and are not judged: it was busy 97 % of the time (94 % of a core), the server 40 %.',
        remedy: expect.stringContaining('fewer than 10 connections'),
      },
    ]);
    expect(findInvalidationReason(findings(3))).toBeNull();
    expect(findInvalidationReason(findings(4))).toMatch(/^The load generator was at its limit/);
  });

  test('reports its lateness and what to lower in the open model', () => {
    const late = { ...full, schedule_lag_p90_ms: 12.34, queued_requests: 0 };
    const [finding] = runMeasurementCheck(loadGeneratorSaturated, {
      notes: trials([3, late]),
      scenario: OPEN,
    });
    expect(finding?.message).toContain('one request in ten started at least 12.3 ms late');
    expect(finding?.remedy).toBe('Lower the rate of 500/s.');
    const queued = { ...late, queued_requests: 17 };
    expect(
      runMeasurementCheck(loadGeneratorSaturated, { notes: trials([3, queued]), scenario: OPEN })[0]
        ?.remedy,
    ).toContain('up to 17 requests');
  });

  test('reports one late request in a hundred of the open model without voiding the run', () => {
    const late = { generator_saturated: false, generator_late: true, schedule_lag_p99_ms: 8.2 };
    const findings = runMeasurementCheck(loadGeneratorSaturated, {
      notes: trials([3, late]),
      scenario: OPEN,
    });
    expect(findings).toMatchObject([{ level: 'warning', metric: 'latency.p99' }]);
    expect(findings[0]?.message).toContain('started at least 8.2 ms late');
    expect(findInvalidationReason(findings)).toBeNull();
    const waited = { ...late, generator_wait_p99_ms: 21.7 };
    const [finding] = runMeasurementCheck(loadGeneratorSaturated, {
      notes: trials([3, waited]),
      scenario: OPEN,
    });
    expect(finding?.message).toContain('waited at least 21.7 ms in the load generator');
  });
});

describe('exit codes of a command', () => {
  test('are counted when they differ, and give no finding when they do not', () => {
    const check = (notes: readonly Notes[]) =>
      runMeasurementCheck(mixedExitCodes, { notes, scenario: commandScenario() });
    const [finding] = check(trials([2, { exit_code: 1 }], [3, { exit_code: 0 }]));
    expect(finding).toMatchObject({ id: 'mixed-exit-codes', level: 'warning' });
    expect(finding?.message).toContain('exited with different codes (0 in 3, 1 in 2 trials)');
    expect(check(trials([3, { exit_code: 1 }]))).toEqual([]);
  });
});

describe('processes that outlive their command', () => {
  test('are counted and named', () => {
    const notes: readonly Notes[] = [
      {},
      { outlived: 2, outlivedNames: 'node, sh' },
      { outlived: 1, outlivedNames: 'node' },
    ];
    const [finding] = runMeasurementCheck(outlivedProcesses, {
      notes,
      scenario: commandScenario(),
    });
    expect(finding).toMatchObject({ id: 'outlived-processes', level: 'warning' });
    expect(finding?.message).toContain(
      'left up to 2 processes running in 2 of 3 trials (node, sh)',
    );
  });

  test('give no finding when there are none', () => {
    const notes = trials([3, { outlived: 0 }]);
    expect(runMeasurementCheck(outlivedProcesses, { notes, scenario: commandScenario() })).toEqual(
      [],
    );
  });
});

describe('clock that was set under load', () => {
  const { request: _, durationMs: __, ...base } = CLOSED;
  const scenario: K6Scenario = {
    ...base,
    kind: 'k6',
    server: null,
    script: '/load.js',
    load: {},
    hosts: [],
    allowRemote: [],
    k6Path: null,
  };

  test('is reported with how often and by how much at most', () => {
    const notes: readonly Notes[] = [
      {},
      { clock_changed_ms: 250 },
      { clock_changed_ms: -3_600_012 },
      {},
    ];
    expect(runMeasurementCheck(clockChanged, { notes, scenario })).toEqual([
      {
        id: 'clock-changed',
        level: 'warning',
        message: expect.stringMatching(/changed in 2 of 4 load runs, by up to 3600 s back\./),
        remedy: expect.stringContaining('Measure again'),
      },
    ]);
    const [forward] = runMeasurementCheck(clockChanged, {
      notes: [{ clock_changed_ms: 101 }],
      scenario,
    });
    expect(forward?.message).toContain('1 of 1 load runs, by up to 0.101 s forward');
  });

  test('gives no finding when it was not set, or for kinds that do not use it', () => {
    expect(
      runMeasurementCheck(clockChanged, { notes: trials([3, { requests: 1 }]), scenario }),
    ).toEqual([]);
    const notes = [{ clock_changed_ms: 250 }];
    expect(runMeasurementCheck(clockChanged, { notes, scenario: CLOSED })).toEqual([]);
  });
});
