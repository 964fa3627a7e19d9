/**
 * Candidates that harm the machine or hide that they are wrong, each in a strike (batch apply) of
 * its own; the quick set has no time for them.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  identifyProcess,
  isAlive as isRunning,
} from '../../../../harness/host/process/process-identity-and-liveness.ts';
import { MeasurementFailure } from '../../../../plugins/optimize/strike/compare-project-folder-performance.ts';
import {
  createCostHypothesis,
  createCostsProject,
  createQuickCostsProject,
  executeHypotheses,
  readTotalCost,
  withShortTestTimeout,
} from '../../../support/execute-hypotheses-with-scripted-costs.ts';
import { findProcessesInFolder } from '../../../support/kill/spawn-killable-optimization-loop.ts';
import { digestProject } from '../../../support/optimization-hypothesis-project.ts';

const removedOf = (
  result: Awaited<ReturnType<typeof executeHypotheses>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(result.hypotheses_removed.map(({ id, reason }) => [id, reason]));

let log = '';
beforeEach(() => {
  log = join(mkdtempSync(join(tmpdir(), 'perf-harness-hostile-')), 'log');
  process.env.STRIKE_TEST_LOG = log;
});
afterEach(() => {
  delete process.env.STRIKE_TEST_LOG;
});

/** Returns one useful candidate, and one with this note. */
const beside = (note: string) => [
  createCostHypothesis('H1', 40),
  createCostHypothesis('H2', 40, note),
];

/** True if a process runs; a process that has ended and was not reaped yet does not. */
function isAlive(pid: number): boolean {
  const identity = identifyProcess(pid);
  return identity !== null && isRunning(identity);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe('a hostile candidate', () => {
  it('is ended with its process tree when it never ends, and the good candidate is accepted', async () => {
    const project = withShortTestTimeout(createCostsProject());
    const result = await executeHypotheses(project, beside('hang'), { testTimeoutMs: 6_000 });
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(removedOf(result).H2).toBe('a test fails with the change (timeout after 0.1min)');
    expect(findProcessesInFolder(project.cache)).toEqual([]);
  });

  it('is ended when it eats memory, before the machine is out of memory', async () => {
    const project = createCostsProject();
    const before = digestProject(project.root);
    const limits = { memoryBytes: 200e6 };
    const result = await executeHypotheses(project, beside('memory'), { limits });
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(removedOf(result).H2).toMatch(
      /^a test fails with the change \(the program used \d+ MB of memory, more than its limit of 200 MB\)$/u,
    );
    expect(digestProject(project.root)).toEqual(before);
  });

  it('is ended with all its processes when it forks without end', async () => {
    const result = await executeHypotheses(createCostsProject(), beside('fork'), {
      limits: { processes: 20 },
    });
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(removedOf(result).H2).toMatch(
      /^a test fails with the change \(the program had \d+ processes at once, more than its limit of 20\)$/u,
    );
  });

  it('has the server that it leaves running ended, and its port freed', async () => {
    const result = await executeHypotheses(createCostsProject(), beside('port'));
    expect(result.hypotheses_applied).toEqual(['H1', 'H2']);
    const left = readFileSync(log, 'utf8').trim().split('\n');
    expect(left.length).toBeGreaterThan(1);
    for (const line of left) {
      const [pid = 0, port = 0] = line.split(' ').map(Number);
      expect([isAlive(pid), await answers(port)]).toEqual([false, false]);
    }
  });

  it('is found by repeated test runs when it has a race that passes the first time', async () => {
    const given = [
      createCostHypothesis('H1', 40),
      createCostHypothesis('H2', 40, 'race'),
      createCostHypothesis('H3', 40),
    ];
    const result = await executeHypotheses(createQuickCostsProject(), given);
    expect(result.hypotheses_applied).toEqual(['H1', 'H3']);
    expect(removedOf(result)).toEqual({
      H2: 'a test fails intermittently with the change, but never without it (the order is right)',
    });
  });

  it('X814-18: is found when it passes the tests but crashes during the measurement', async () => {
    const given = [
      createCostHypothesis('H1', 40),
      createCostHypothesis('H2', 41),
      createCostHypothesis('H3', 40),
    ];
    const result = await executeHypotheses(createQuickCostsProject(), given, {
      measureBaseline: async (root, { runs }) => {
        const isBroken = readFileSync(join(root, 'src/h2.mjs'), 'utf8').includes('cost = 41');
        if (isBroken) throw new MeasurementFailure('run threw RangeError');
        return Array.from({ length: runs }, () => readTotalCost(root));
      },
    });
    expect(result.hypotheses_applied).toEqual(['H1', 'H3']);
    expect(removedOf(result)).toEqual({
      H2: 'it fails when measured (run threw RangeError)',
    });
  });

  it('X814-12: stays when it breaks only next to a candidate that is removed for another reason', async () => {
    const given = [
      createCostHypothesis('H1', 40, 'half'),
      createCostHypothesis('H2', 40, 'half'),
      createCostHypothesis('H3', 41, 'half'),
      createCostHypothesis('H4', 40),
    ];
    const result = await executeHypotheses(createQuickCostsProject(), given, {
      measureBaseline: async (root, { runs }) => {
        const isBroken = readFileSync(join(root, 'src/h1.mjs'), 'utf8').includes('cost = 40');
        if (isBroken) throw new MeasurementFailure('run threw RangeError');
        return Array.from({ length: runs }, () => readTotalCost(root));
      },
    });
    expect(removedOf(result)).toEqual({
      H1: 'it fails when measured (run threw RangeError)',
      H3: expect.stringMatching(/^breaks only in combination with H1/u),
    });
    expect(result.hypotheses_applied).toEqual(['H2', 'H4']);
  });

  it('X814-03: is not tried when the scenario fails without any change, which is reported', async () => {
    const refused = executeHypotheses(createQuickCostsProject(), beside(''), {
      measureBaseline: async () => {
        throw new MeasurementFailure('run threw TypeError');
      },
    });
    await expect(refused).rejects.toMatchObject({
      exitCode: 8,
      message: 'the scenario fails on unmodified code: run threw TypeError',
    });
  });
});
