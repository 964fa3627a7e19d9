/** One hypothesis at a time, measured for real: by its worker process and the command line. */
import '../../harness/loader/register-self-reference.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import { readExperiments } from '../../plugins/optimize/strike/execution-journal.ts';
import { createGitProject } from '../support/git-project.ts';
import { createLinePatch, digestProject } from '../support/optimization-hypothesis-project.ts';
import {
  createOrdersProject,
  ORDERS_FILE,
  ORDERS_SOURCE,
} from '../support/quadratic-orders-project.ts';
import { runCli } from '../support/run-cli.ts';

// Imported after `register-self`, since these modules import the public entry by its name.
const { renderContext } = await import(
  '../../plugins/optimize/context/render-optimization-context-file.ts'
);
const {
  sampleOptimizationContext,
  sampleHypothesis,
  samplePerformanceMap,
  samplePerformanceMapStep,
} = await import('../support/sample-optimization-context.ts');

const LINES = ORDERS_SOURCE.trimEnd().split('\n');

function change(id: string, line: number, becomes: string, more: Partial<Hypothesis> = {}) {
  const patch = createLinePatch(ORDERS_FILE, LINES, line - 1, becomes);
  return sampleHypothesis({
    id,
    key: id,
    description: `does ${id}`,
    files_to_modify: [ORDERS_FILE],
    apply: { kind: 'patch', patch },
    ...more,
  });
}

const impact = (percent: number): Pick<Hypothesis, 'expected_impact'> => ({
  expected_impact: { percent, origin: 'estimated', note: '' },
});

const HYPOTHESES = [
  change(
    'H1',
    14,
    '  return orders.map((one) => JSON.stringify(one, null)).join("\\n");',
    impact(5),
  ),
  change(
    'H2',
    9,
    '  const ids = { includes: (set => (id) => set.has(id))(new Set(customers.map((one) => one.id))) };',
    impact(90),
  ),
  change(
    'H3',
    10,
    '  return orders.filter((order) => customers.some(({ id }) => id === order.customer));',
    {
      ...impact(50),
      conflicts_with: ['H2'],
    },
  ),
  change('H4', 14, '  return process.abort();', impact(40)),
];

/** It takes minutes on a busy machine. */
const LIMIT_MS = 1_200_000;

describe('the execution of one hypothesis at a time', { timeout: LIMIT_MS }, () => {
  it('X814-24, OPT-56: uses a process that knows only context.md, with real measurement', async () => {
    const project = createOrdersProject();
    const before = digestProject(project.root);
    const folder = createGitProject().root;
    const contextFile = join(folder, 'context.md');
    const step = samplePerformanceMapStep({
      location: `${ORDERS_FILE}:10`,
      function: 'knownOrders',
    });
    const context = sampleOptimizationContext({
      slug: 'orders',
      problem_statement: { ...sampleOptimizationContext().problem_statement, target: 'orders' },
      hypotheses: HYPOTHESES,
      performance_map: samplePerformanceMap({ steps: [step] }),
      test_command: 'node test/check.mjs',
    });
    writeFileSync(contextFile, renderContext(context));
    const args = ['optimize-worker', 'execute', 'orders', contextFile, '--executor', 'sequential'];
    const { code, out, err } = await runCli(args, { cwd: project.root });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const result = JSON.parse(out);
    expect(result.hypotheses_applied).toEqual(['H2']);
    expect(result.total_improvement_pct).toBeGreaterThan(50);
    // The total gain was measured again: the interval is that of held-out pairs.
    expect(result.ratio.high).toBeLessThan(0.5);
    const rows = readExperiments(readFileSync(join(folder, 'experiments.tsv'), 'utf8'));
    expect(rows.map(({ hypotheses, status }) => [hypotheses, status])).toEqual([
      ['H2', 'keep'],
      ['H3', 'skip'],
      ['H4', 'crash'],
      ['H1', 'discard'],
    ]);
    const [kept] = rows;
    expect(Number(kept?.result_ms)).toBeLessThan(Number(kept?.baseline_ms) / 2);
    expect(project.git('log', '--format=%s', `main..${result.branch}`)).toBe(
      `perf(H2): does H2 (+${kept?.improvement_pct}%)`,
    );
    expect(digestProject(project.root)).toEqual(before);
  });

  it.each(['sequential', 'function'])(
    'X814-24, X814-26: goes, by optimize --executor %s, from a complaint to a commit',
    async (executor) => {
      const project = createOrdersProject();
      const head = project.git('rev-parse', 'HEAD');
      const asked = ['--target', 'orders', '--observed', '20ms:response_time', '--goal', '5ms'];
      // With all evidence classes, another change at the same place comes first.
      const accepted = ['--accept', 'proven', '--approve', 'gate1,gate2'];
      const args = ['optimize', ...asked, '--max-cycles', '1', ...accepted];
      const { code, out, err } = await runCli([...args, '--executor', executor], {
        cwd: project.root,
      });
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('TARGET MET on cycle 1');
      const folder = join(project.root, '.optimization/orders');
      const [row, ...others] = readExperiments(
        readFileSync(join(folder, 'experiments.tsv'), 'utf8'),
      );
      expect(row).toMatchObject({ phase: 'sequential', status: 'keep', files: ORDERS_FILE });
      expect(others.filter(({ status }) => status === 'keep')).toEqual([]);
      const [branch = ''] = project
        .git('branch', '--list', 'optimize/*', '--format=%(refname:short)')
        .split('\n');
      expect(project.git('log', '--format=%s', `main..${branch}`)).toMatch(
        /^perf\(H1\): In a loop, check membership in a Set instead of an array .* \(\+\d+\.\d%\)$/u,
      );
      expect(existsSync(join(folder, 'functions.tsv'))).toBe(executor === 'function');
      expect(project.git('rev-parse', 'HEAD')).toBe(head);
      expect(project.git('status', '--porcelain')).toBe('');
    },
  );
});
