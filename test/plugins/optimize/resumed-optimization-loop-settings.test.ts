/** Settings given at the start of a loop apply to its end, also over a restart. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContext } from '../../../plugins/optimize/context/read-optimization-context-file.ts';
import { NO_PROGRAMS } from '../../../plugins/optimize/generators/external-program-settings.ts';
import type {
  GenerateRequest,
  IsolatedRequest,
} from '../../../plugins/optimize/phase-worker-interfaces.ts';
import { writeFiles } from '../../support/run-cli.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  LOOP_FOLDER,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

/** Returns workers that record their requests. */
function listeningWorkers() {
  const { workers } = createScriptedWorkers([{ baseline: 6300, final: 400 }]);
  const asked: { generate: GenerateRequest[]; isolated: (readonly string[])[] } = {
    generate: [],
    isolated: [],
  };
  const listening = {
    ...workers,
    generate: (request: GenerateRequest) => {
      asked.generate.push(request);
      return workers.generate(request);
    },
    validate: (request: IsolatedRequest) => {
      asked.isolated.push(request.settings ?? []);
      return workers.validate(request);
    },
    execute: (request: IsolatedRequest) => {
      asked.isolated.push(request.settings ?? []);
      return workers.execute(request);
    },
  };
  return { workers: listening, asked };
}

describe('a resumed loop', () => {
  const program = (id: string) => ({
    id,
    command: ['sh', '-c', id] as [string, ...string[]],
    network: false,
    env: [],
  });
  const programs = { ...NO_PROGRAMS, generators: [program('a')], reviewers: [program('r')] };

  it('keeps the programs, the executor, the budget and --push of its start', async () => {
    const { root } = createOptimizeProject();
    const begun = { programs, executor: 'sequential', cycleTimeMs: 9_000_000, push: true } as const;
    await runOptimizationLoop(root, listeningWorkers().workers, { ...begun, approve: [] });
    const { workers, asked } = listeningWorkers();
    await runOptimizationLoop(root, workers, { resume: true });
    const [request] = asked.generate;
    expect(request).toMatchObject({ cycle: 1, programs });
    const recordings = request?.recordings ?? '';
    expect(recordings).toMatch(new RegExp(`${LOOP_FOLDER}/programs/[\\dTZ-]+$`));
    expect(asked.isolated).toEqual([
      ['--reviewers', JSON.stringify(programs.reviewers), '--record', recordings],
      [
        '--time-budget',
        expect.stringMatching(/^(?:8\d{6}|9000000)ms$/u),
        '--executor',
        'sequential',
        '--push',
      ],
    ]);
  });

  it('uses newly given settings instead', async () => {
    const { root } = createOptimizeProject();
    await runOptimizationLoop(root, listeningWorkers().workers, { programs, approve: [] });
    const { workers, asked } = listeningWorkers();
    const replayed = { ...programs, replay: '/recordings' };
    await runOptimizationLoop(root, workers, {
      resume: true,
      programs: replayed,
      cycleTimeMs: 5_000_000,
    });
    expect(asked.generate[0]?.programs).toEqual(replayed);
    expect(asked.isolated[0]).toContain('--replay');
    expect(asked.isolated[1]?.[1]).toMatch(/^(?:4\d{6}|5000000)ms$/u);
  });
});

describe('an audit report', () => {
  const finding = (location: string, severity = 'HIGH') => ({
    severity,
    location,
    issue: 'A query in a loop',
    recommendation: 'Ask once',
  });

  it('AUD-24: becomes a pending suspicion on the traced path, and nothing off it', async () => {
    const other = 'export function other() {\n  return 1;\n}\n';
    const { root } = createOptimizeProject({ 'src/other.ts': other });
    const findings = [finding('src/other.ts:2'), finding('src/users.ts:2'), finding('gone.ts:1')];
    // Stored where git does not see it, so that the tree is clean.
    writeFiles(root, { '.git/audit.json': JSON.stringify({ findings }) });
    const { workers, asked } = listeningWorkers();
    const { told } = await runOptimizationLoop(root, workers, { auditReport: '.git/audit.json' });
    expect(told).toContain('Audit: 1 of 3 findings are on the traced path.');
    const stack = asked.generate[0]?.map.suspicion_stack ?? [];
    expect(stack.filter(({ verdict }) => verdict === 'pending')).toEqual([
      {
        id: 'A2',
        category: 'audit',
        location: 'src/users.ts:2',
        source: 'audit',
        description: 'A query in a loop',
        verdict: 'pending',
        evidence: [],
        share: null,
        verification_note: 'Rated HIGH in an audit; not measured. Recommended: Ask once',
        affected_steps: ['1'],
      },
    ]);
    const context = readFileSync(join(root, LOOP_FOLDER, 'context.md'), 'utf8');
    expect(context).toContain('### Pending');
    expect(readContext(context).performance_map.suspicion_stack).toEqual(stack);
  });

  it('blocks before anything is written when the file cannot be read', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([]);
    await expect(runOptimizationLoop(root, workers, { auditReport: 'no.json' })).rejects.toThrow(
      '--audit-report no.json cannot be read: there is no such file',
    );
    expect(existsSync(join(root, LOOP_FOLDER, 'state.json'))).toBe(false);
  });
});
