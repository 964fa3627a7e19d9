/** `perf-harness profile --diff` of saved profiles, and the inputs it refuses. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { profileDiffReportSchema } from '../../harness/model/documents/profile-diff-document.ts';
import { jsonReporter } from '../../reports/json-reporter.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const fixtures = fileURLToPath(new URL('../fixtures/profile/', import.meta.url));
const taken = readFileSync(`${fixtures}node-26.cpuprofile`, 'utf8');
/** The same program in another folder, with a renamed function. */
const changed = taken.replaceAll('/app/', '/elsewhere/').replaceAll('"inner"', '"deeper"');
const saved = goldenDocuments()['profile-function'];
const report = jsonReporter.render(saved, { width: 80, color: false });

const FEW = scenarioModule(
  `{ name: 'few', duration: '5 ms', warmup: '1 ms', trials: 3, run: () => 1 }`,
);

describe('the difference of profiles from files', () => {
  it('lists the largest changes between single profiles, and says that the noise is unknown', async () => {
    const cwd = createProject({ 'a.cpuprofile': taken, 'b.cpuprofile': changed });
    const [a, b] = ['a.cpuprofile', 'b.cpuprofile'];
    // A separate option for each side, or both after one option.
    for (const args of [
      ['--diff', a, b],
      ['--diff', a, '--diff', b],
      [`--diff=${a}`, '--reporter', 'terminal', b],
    ]) {
      const { code, out, err } = await runCommandInProcess(['profile', ...args], { cwd });
      expect(code, err).toBe(0);
      expect(out.replace(/\s+/g, ' ')).toContain('One profile per side: noise unknown');
      expect(out).toContain('inner (gone)');
      expect(out).toContain('deeper (new)');
    }
  });

  it('takes several profiles of a side as pairs, separated by commas or in a folder', async () => {
    const names = [1, 2, 3, 4, 5, 6];
    const files = names.flatMap((index) => [
      [`before/${index}.cpuprofile`, taken],
      [`after/${index}.cpuprofile`, changed],
    ]);
    const cwd = createProject(Object.fromEntries(files));
    const list = names.map((index) => `after/${index}.cpuprofile`).join(',');
    const args = ['profile', '--reporter', 'json', '--diff', 'before', list];
    const { code, out, err } = await runCommandInProcess(args, { cwd });
    expect(code, err).toBe(0);
    const { difference, kind } = profileDiffReportSchema.parse(JSON.parse(out));
    expect({ kind, pairs: difference?.pairs }).toEqual({ kind: 'file', pairs: 6 });
    const named = difference?.changes
      .filter(({ beyond_noise: isNamed }) => isNamed)
      .map((change) => difference.functions[change.function]?.name);
    expect(named?.sort()).toEqual(['deeper', 'inner']);
  });

  it('accepts saved reports', async () => {
    const cwd = createProject({ 'a.json': report, 'b.json': report });
    const { code, out, err } = await runCommandInProcess(
      ['profile', '--diff', 'a.json', 'b.json'],
      { cwd },
    );
    expect(code, err).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain('and nothing differs');
  });

  it.each([
    [['--diff', 'a.cpuprofile'], 'but nothing to compare it with'],
    [['--diff', 'a.cpuprofile', 'main'], 'and main, which is not a profile, on the other'],
    [['--diff', 'a.cpuprofile', 'a.cpuprofile,a.cpuprofile'], 'The base has 1 profiles'],
    [['--diff', 'a.cpuprofile', 'a.cpuprofile', 'x'], 'is one too many'],
    [
      ['--diff', 'a.cpuprofile', '--diff', 'a.cpuprofile', 'x'],
      'Profile files cannot be combined with targets to measure',
    ],
    [['few', '--diff', 'a.cpuprofile'], 'and few, which is not a profile, on the other'],
    [
      ['--trials', '3', '--diff', 'a.cpuprofile', 'a.cpuprofile'],
      'Profile files cannot be combined with targets to measure',
    ],
    [['--diff', 'a.cpuprofile', ''], 'one of them is empty'],
    [['--diff', 'a.cpuprofile', '.'], 'and ., which is not a profile, on the other'],
    [['--diff', 'a.cpuprofile', 'checkout'], 'and checkout, which is not a profile, on the other'],
    [['--diff', 'a.cpuprofile', 'cut.cpuprofile'], 'the file is truncated'],
    [
      ['--diff', 'a.cpuprofile', `${fixtures}py-spy-0.4.1.raw.txt`],
      'measure different quantities: time and samples',
    ],
  ])('refuses %j', async (args, why) => {
    const cwd = createProject({
      'a.cpuprofile': taken,
      'cut.cpuprofile': taken.slice(0, 200),
      'checkout/.git': 'gitdir: ../elsewhere',
      'checkout/requirements.txt': 'flask',
    });
    const { code, out, err } = await runCommandInProcess(['profile', ...args], { cwd });
    expect(code, out).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain(why);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('measures a folder of code, even when a file in it could be a profile by its name', async () => {
    const cwd = createProject({ 'scenarios/few.mjs': FEW });
    const other = createProject({
      'scenarios/few.mjs': FEW,
      'logo.svg': '<svg/>',
      'notes.txt': '',
    });
    const asked = ['profile', 'few', '--reporter', 'json', '--trials', '1', '--diff', other];
    const { code, out, err } = await runCommandInProcess(asked, { cwd, isLight: true });
    expect(code, err).toBe(0);
    const { kind, base, head } = profileDiffReportSchema.parse(JSON.parse(out));
    expect({ kind, base, head }).toMatchObject({
      kind: 'function',
      base: { label: other },
      head: { label: 'working tree' },
    });
  });

  it.each([
    ['nothing-of-this-name', 'is not a profile, a git ref or a folder'],
    ['git:nothing', 'is not in a git repository'],
  ])('ends as a comparison does when there is no side "%s"', async (side, why) => {
    const { code, err } = await runCommandInProcess(['profile', 'few', '--diff', side], {
      cwd: createProject(),
    });
    expect(err.replace(/\s+/g, ' ')).toContain(why);
    expect(code).toBe(6);
  });
});
