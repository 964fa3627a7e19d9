/** Isolation in a loop: workers know only context.md, and their changes to it take effect. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type { ContextBlock } from '../../../plugins/optimize/context/optimization-context-block-schema.ts';
import { readContext } from '../../../plugins/optimize/context/read-optimization-context-file.ts';
import { renderContext } from '../../../plugins/optimize/context/render-optimization-context-file.ts';
import { runIsolatedWorker } from '../../../plugins/optimize/default-optimization-phase-workers.ts';
import type {
  IsolatedRequest,
  Workers,
} from '../../../plugins/optimize/phase-worker-interfaces.ts';
import { createProject } from '../../support/run-cli.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';
import {
  sampleHypothesis,
  sampleOptimizationContext,
} from '../../support/sample-optimization-context.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  LOOP_FOLDER,
  readLoopState,
  runOptimizationLoop,
  type ScriptedCycle,
} from '../../support/scripted-optimization-loop.ts';

function contextIn({ contextFile }: Pick<IsolatedRequest, 'contextFile'>): ContextBlock {
  return readContext(readFileSync(contextFile, 'utf8'));
}

const CYCLES: readonly ScriptedCycle[] = [
  { baseline: 6300, final: 3800 },
  { baseline: 3790, final: 480 },
];

describe('isolated workers', () => {
  it('OPT-56: are separate processes that receive only a slug and a context file', async () => {
    const root = createProject({
      'worker.mjs':
        'console.log("said on the way"); console.log(JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd(), pid: process.pid }));',
    });
    const host = createHost();
    const launch = { file: process.execPath, args: [join(root, 'worker.mjs')] };
    const request = {
      slug: 'orders',
      contextFile: join(root, 'context.md'),
      root,
      timeoutMs: 60_000,
      signal: new AbortController().signal,
    };
    const answer = await runIsolatedWorker(host, launch, 'execute', request, ['--push']);
    expect(answer).toMatchObject({
      argv: ['optimize-worker', 'execute', 'orders', request.contextFile, '--push'],
      cwd: root,
    });
    expect((answer as { pid: number }).pid).not.toBe(process.pid);
  });

  it('OPT-56: work from that file alone', async () => {
    const { root } = createOptimizeProject();
    // A folder with the context only: no state, no map, no results of phases.
    const alone = createProject();
    const contextFile = join(alone, 'context.md');
    writeFileSync(contextFile, renderContext(sampleOptimizationContext()));
    const args = ['optimize-worker', 'validate', 'list-users', contextFile];
    const { code, out, err } = await runCommandInProcess(args, { cwd: root, isLight: true });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ verdict: expect.stringMatching(/^(GO|NO_GO)/u) });
    writeFileSync(contextFile, 'nothing to be read');
    const without = await runCommandInProcess(args, { cwd: root, isLight: true });
    expect(without.code).toBe(8);
    expect(without.err).toContain('context.md missing required sections');
  });

  it('OPT-57: start the plan check in the state running, and execute the plan as corrected', async () => {
    const { root } = createOptimizeProject();
    const hypotheses = [sampleHypothesis({ key: 'a' }), sampleHypothesis({ id: 'H2', key: 'b' })];
    const { workers } = createScriptedWorkers([{ baseline: 6300, final: 400, hypotheses }]);
    const seen: string[] = [];
    const validate: Workers['validate'] = async (request) => {
      seen.push(`validate ${readLoopState(root).phases['7_validate'].status}`);
      const block = contextIn(request);
      const kept = block.hypotheses.filter(({ id }) => id !== 'H2');
      writeFileSync(request.contextFile, renderContext({ ...block, hypotheses: kept }));
      return {
        verdict: 'GO_WITH_CONCERNS',
        corrections_applied: 1,
        hypotheses_removed: ['H2'],
        concerns: [{ type: 'file_overlap', detail: 'the same line twice' }],
      };
    };
    const execute: Workers['execute'] = async (request) => {
      const ids = contextIn(request).hypotheses.map(({ id }) => id);
      seen.push(`execute ${ids.join(',')}, ${readLoopState(root).phases['8_execute'].status}`);
      return workers.execute(request);
    };
    const { told, exitCode } = await runOptimizationLoop(root, { ...workers, validate, execute });
    expect(exitCode).toBe(0);
    expect(seen).toEqual(['validate running', 'execute H1, running']);
    expect(told.join('\n')).toContain('Plan check: GO_WITH_CONCERNS, 1 correction');
    expect(told.join('\n')).toContain('file_overlap: the same line twice');
    const kept = JSON.parse(
      readFileSync(join(root, LOOP_FOLDER, 'cycle-1/validation.json'), 'utf8'),
    );
    expect(kept).toMatchObject({ corrections_applied: 1, hypotheses_removed: ['H2'] });
  });

  it('OPT-57: do not execute a context that the plan check leaves broken', async () => {
    const { root } = createOptimizeProject();
    const { workers, calls } = createScriptedWorkers(CYCLES);
    const validate: Workers['validate'] = async (request) => {
      writeFileSync(request.contextFile, '# gone\n');
      return workers.validate(request);
    };
    expect((await runOptimizationLoop(root, { ...workers, validate })).exitCode).toBe(7);
    expect(readLoopState(root).phases['7_validate']).toMatchObject({ status: 'failed' });
    expect(calls).not.toContain('execute 1');
  });
});

describe('the boundary between cycles', () => {
  it('OPT-28: collects, merges, records and releases the results before the next header', async () => {
    const project = createOptimizeProject();
    const { workers } = createScriptedWorkers(CYCLES);
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    let first: WeakRef<object> | null = null;
    let isHeld: boolean | null = null;
    const profile: Workers['profile'] = async (request) => {
      const map = (await workers.profile(request)) as object;
      if (request.cycle === 1) first = new WeakRef(map);
      else {
        // The map of the first cycle, with all its samples, is no longer referenced.
        const isLetGo = (): boolean => {
          collectGarbage();
          return (first as WeakRef<object> | null)?.deref() === undefined;
        };
        isHeld = await vi.waitUntil(isLetGo, { timeout: 60_000 }).then(
          () => false,
          () => true,
        );
      }
      return map;
    };
    const atHeader: unknown[] = [];
    const tell = (text: string): void => {
      if (!text.startsWith('═══')) return;
      const { cycles, current_cycle: cycle, run } = readLoopState(project.root);
      const isMerged = project.git('merge-base', '--is-ancestor', cycles[0].branch, run.head);
      atHeader.push([cycle, cycles.length, isMerged]);
    };
    await runOptimizationLoop(project.root, { ...workers, profile }, {}, { tell });
    // Recorded and merged when the header was shown, and not yet the next cycle.
    expect(atHeader).toEqual([[1, 1, '']]);
    expect(isHeld).toBe(false);
    const events = readFileSync(join(project.root, LOOP_FOLDER, 'history.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ cycle, event }) => cycle === 1 && event.startsWith('boundary'))
      .map(({ event }) => event.replace('boundary ', ''));
    expect(events).toEqual(['collect', 'merge', 'record', 'free', 'header', 'reset']);
  });

  it('OPT-50: keeps the target as it was set, and moves the baseline', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([
      { baseline: 6300, final: 3800 },
      { baseline: 3800, final: 2000 },
    ]);
    let cycle = 0;
    const generate: Workers['generate'] = async (context) => {
      cycle += 1;
      const research = (await workers.generate(context)) as object;
      const value = cycle === 1 ? 1500 : 2500;
      const target = { value, source: 'a practice', confidence: 'MEDIUM' };
      return { ...research, target_metrics: { wall_time_ms: target } };
    };
    const targets: number[] = [];
    const execute: Workers['execute'] = async (request) => {
      targets.push(contextIn(request).target_metrics.wall_time_ms?.value ?? 0);
      return workers.execute(request);
    };
    await runOptimizationLoop(
      root,
      { ...workers, generate, execute },
      { goal: undefined, maxCycles: '2' },
    );
    expect(cycle).toBe(2);
    // 2000 would have met the target of the second research.
    expect(targets).toEqual([1500, 1500]);
    const { run, cycles } = readLoopState(root);
    expect(run.targets.metrics.wall_time_ms).toMatchObject({ value: 1500, source: 'research' });
    expect(run.stop.reason).toBe('max_cycles');
    expect(cycles.map((cycle: { baseline: object }) => cycle.baseline)).toMatchObject([
      { wall_time_ms: 6300 },
      { wall_time_ms: 3800 },
    ]);
  });
});

describe('optimization artifacts', () => {
  it('OPT-34, SH8-07: are stored in a folder of their target, and do not mix with those of another target', async () => {
    const { root } = createOptimizeProject({
      'src/orders.ts': 'export function listOrders() {\n  return [];\n}\n',
    });
    const { workers } = createScriptedWorkers([{ baseline: 6300, final: 400 }]);
    const profile: Workers['profile'] = async (request) => {
      // The profiler writes a script for a target that nothing exercises.
      const script = join(request.root, '.optimization', request.slug, 'profile_test.sh');
      const { files } = createHost();
      files.writeAtomic(script, `# of ${request.slug}\n`);
      return workers.profile(request);
    };
    const execute: Workers['execute'] = async (request) => {
      const log = join(dirname(request.contextFile), 'experiments.tsv');
      createHost().files.writeAtomic(log, `of ${request.slug}\n`);
      return workers.execute(request);
    };
    const both = { ...workers, profile, execute };
    await runOptimizationLoop(root, both);
    const folder = join(root, LOOP_FOLDER);
    const names = readdirSync(folder);
    expect(names).toEqual(
      expect.arrayContaining(['context.md', 'experiments.tsv', 'profile_test.sh', 'state.json']),
    );
    const printed = (): string =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.name} ${hash(join(entry.parentPath, entry.name))}`)
        .sort()
        .join('\n');
    const before = printed();
    await runOptimizationLoop(root, both, { target: 'src/orders.ts::listOrders' });
    expect(readdirSync(join(root, '.optimization')).sort()).toEqual([
      '.gitignore',
      'listorders',
      'listusers',
    ]);
    expect(printed()).toBe(before);
    const other = join(root, '.optimization/listorders');
    expect(readFileSync(join(other, 'profile_test.sh'), 'utf8')).toBe('# of listorders\n');
    expect(readLoopState(root, '.optimization/listorders').target).toBe(
      'src/orders.ts::listOrders',
    );
    expect(basename(folder)).toBe('listusers');
  });
});

describe('SH8-07: the script created for a target', () => {
  const scriptAfter = async (planOnly: boolean): Promise<boolean> => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([{ baseline: 6300, final: 400, applied: [] }]);
    const profile: Workers['profile'] = async (request) => {
      const script = join(request.root, '.optimization', request.slug, 'profile_test.sh');
      createHost().files.writeAtomic(script, '# made\n');
      return workers.profile(request);
    };
    await runOptimizationLoop(root, { ...workers, profile }, { planOnly });
    return readdirSync(join(root, LOOP_FOLDER)).includes('profile_test.sh');
  };

  it('is removed when no change was accepted', async () => {
    expect(await scriptAfter(false)).toBe(false);
  });

  it('stays in plan-only mode, in which nothing was tried', async () => {
    expect(await scriptAfter(true)).toBe(true);
  });
});

function hash(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
