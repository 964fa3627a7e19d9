/** The memory level of a real profile, whose heap snapshots take most of a minute on a busy machine. */
import { expect, it } from 'vitest';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

it('P811-30: automatic deeper profiling goes to memory when it leaks, and names who allocates it', async () => {
  // A few calls leak enough on a busy machine; on an idle machine the leak stops at about 30 MB,
  // which are read quickly.
  const cwd = createProject({
    'src/leak.mjs': `const kept = [];
function remember(count) { for (let i = 0; i < count && kept.length < 3e5; i += 1) kept.push({ at: [i, i] }); }
function waste(count) { let seen = null; for (let i = 0; i < count; i += 1) seen = { at: [i, seen === null] }; return seen; }
export function handle() { remember(5e3); return waste(500); }
`,
    'scenarios/leak.mjs': `import { handle } from '../src/leak.mjs';\n${scenarioModule(
      `{ name: 'leak', duration: '1 s', warmup: '20 ms', run: async () => { await new Promise(setImmediate); return handle(); } }`,
    )}`,
  });
  const plain = ['profile', '--no-map', '--no-instrument', '--reporter', 'json'];
  const args = [...plain, '--trials', '1', 'leak'];
  const { code, out, err } = await runCommandInProcess(args, { cwd, isLight: true });
  expect(code, err).toBe(0);
  const report = profileReportSchema.parse(JSON.parse(out));
  const levels = report.escalation?.levels ?? [];
  expect(levels[0]).toMatchObject({ level: 'functions', reason: 'first', taken: true });
  expect(levels.at(-1)).toMatchObject({
    level: 'memory',
    reason: 'memory-abnormal',
    taken: true,
  });
  expect(report.runtime?.heap_growth_bytes).toBeGreaterThan(1e6);
  const { memory } = report;
  expect(memory).toMatchObject({ tool: 'v8-heap', weight: 'held', unit: 'B', trials: 1 });
  const [first] = memory?.hot_spots ?? [];
  expect(memory?.functions[first?.function ?? 0]).toMatchObject({ name: 'remember', line: 2 });
});
