import { execFileSync } from 'node:child_process';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { withInProcessModuleReader } from '../support/in-process-module-reader.ts';
import { writeFiles } from '../support/run-cli.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const FEW = scenarioModule(
  `{ name: 'few', duration: '5 ms', warmup: '1 ms', trials: 3, run: () => 1 }`,
);

const executors = createScriptedExecutors(drawWallTimes(() => 5));

/** Creates a project with one quick scenario; its commands run one after another. */
function inProject() {
  const { host, written } = createInMemoryHost();
  writeFiles(host.cwd, { 'package.json': '{}', 'scenarios/few.mjs': FEW });
  const env = { ...host.env, PERF_HARNESS_LOCK: 'off', GITHUB_STEP_SUMMARY: undefined };
  return async (...argv: readonly string[]) => {
    written.out = '';
    written.err = '';
    const code = await main(withInProcessModuleReader({ ...host, env, executors }), argv);
    return { code, out: written.out, err: written.err };
  };
}

describe('the command line', () => {
  it('prints help with examples first, within 80 columns, for every command', async () => {
    const perform = inProject();
    const commands = 'run init baseline compare report doctor schema completion'.split(' ');
    for (const command of ['', ...commands]) {
      const { code, out } = await perform(...(command === '' ? [] : [command]), '--help');
      expect(code).toBe(0);
      expect(out).toContain('Usage: perf-harness');
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
      if (out.includes('Examples:'))
        expect(out.indexOf('Examples:')).toBeLessThan(out.indexOf('Usage:'));
    }
  });

  it('goes from a run to a baseline to a comparison and back', async () => {
    const perform = inProject();
    expect((await perform('run')).code).toBe(0);
    expect(await perform('baseline', 'save')).toMatchObject({
      code: 0,
      out: 'saved main: 1 scenario\n',
    });
    expect((await perform('run')).code).toBe(0);
    const compared = await perform('compare', 'main', '--reporter', 'json');
    expect(JSON.parse(compared.out)).toMatchObject({
      schema: 'perf-harness/comparison@1',
      base: { label: 'main', source: 'baseline' },
    });
    expect(await perform('baseline', 'promote', 'main', 'release')).toMatchObject({ code: 0 });
    expect((await perform('baseline', 'list')).out).toMatch(/main .*\nrelease /);
    expect((await perform('baseline', 'show', 'release')).out).toContain('few');
    expect(await perform('baseline', 'rm', 'main')).toMatchObject({
      code: 0,
      out: 'removed main\n',
    });
    expect(await perform('baseline', 'rm', 'main')).toMatchObject({ code: 6 });
    expect((await perform('report', '--list')).out.trimEnd().split('\n')).toHaveLength(2);
  });

  it('compares the file of an earlier run with the latest run', async () => {
    const perform = inProject();
    expect((await perform('run', '--reporter', 'json=main.json')).code).toBe(0);
    expect((await perform('run')).code).toBe(0);
    const compared = await perform('compare', 'main.json', 'latest', '--reporter', 'json');
    expect(JSON.parse(compared.out)).toMatchObject({
      base: { label: 'main.json', source: 'record' },
      head: { label: 'latest', source: 'record' },
      comparisons: expect.arrayContaining([expect.objectContaining({ metric: 'wall_time' })]),
    });
  });

  it('prints the schema of the JSON of doctor', async () => {
    const perform = inProject();
    const names = (await perform('schema')).out.trimEnd().split('\n');
    expect(names).toEqual(expect.arrayContaining(['report', 'comparison', 'run', 'baseline']));
    const schema = JSON.parse((await perform('schema', 'doctor')).out);
    const validate = new Ajv2020({ strict: false }).compile(schema);
    validate(JSON.parse((await perform('doctor', '--json')).out));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('suggests the nearest schema, reporter and shell', async () => {
    const perform = inProject();
    expect(await perform('schema', 'reprot')).toMatchObject({ code: 2 });
    expect((await perform('schema', 'reprot')).err).toContain('Did you mean "report"?');
    expect((await perform('completion', 'bsh')).err).toContain('Did you mean "bash"?');
    expect((await perform('run', '--reporter', 'jsno')).err).toMatch(/jsno.*json/su);
  });

  it('prints a completion script that bash can read and that completes commands', async () => {
    const perform = inProject();
    const { out } = await perform('completion', 'bash');
    const line = `${out}\nCOMP_WORDS=(perf-harness ba); COMP_CWORD=1; _perf_harness; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', line], { encoding: 'utf8' })).toBe('baseline\n');
    for (const shell of ['zsh', 'fish']) {
      expect((await perform('completion', shell)).out).toContain('baseline');
    }
  });

  it('reports the tools and the machine in doctor', async () => {
    const { code, out } = await inProject()('doctor');
    expect(code).toBe(0);
    expect(out).toMatch(/✓ node/);
    expect(out).toMatch(/✓ chromium\s+\d+\.\d+\S*\s+loads pages\n\s+\/.*chrom/);
    expect(out).toMatch(/lighthouse/);
    expect(out).toMatch(/clock step/);
  });

  it('refuses a stability time that cannot be parsed', async () => {
    const { code, err } = await inProject()('doctor', '--stability', 'long');
    expect(code).toBe(2);
    expect(err).toContain('--stability');
  });

  it.each([
    'check',
    'report',
    'doctor',
    'schema run',
    'completion bash',
    'init --yes',
    'baseline save',
    'optimize --target few --observed 1ms',
    'optimize status',
    'import a.json',
    'help run',
  ])('refuses a command after the dashes of `%s`, which takes none', async (line) => {
    const words = line.split(' ');
    const name = /^(?:baseline save|optimize status|\w+)/u.exec(line)?.[0];
    const { code, out, err } = await inProject()(...words, '--', 'node', 'cli.js');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.replaceAll('\n', ' ')).toContain(
      `\`${name}\` takes no command after \`--\`; only run, compare, calibrate, gate, bisect, profile and audit do.`,
    );
  });
});
