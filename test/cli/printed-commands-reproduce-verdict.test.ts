/** Commands that reproduce a verdict, parsed by a shell as printed. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { LiveProject } from '../support/live-comparison-project.ts';
import {
  costsFile,
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runGate, scriptedScenario } from '../support/run-gate-on-project.ts';

const JUDGED = `regression: { wall_time: '90 %' }, budgets: { wall_time: '< 1 ns' },`;
const SLOWER = wallTimeFile(30);

/** Returns the words into which a shell splits a printed command. */
function wordsOf(command: string): readonly string[] {
  const shell = command.includes("$'") ? 'bash' : 'sh';
  expect(command).toMatch(/^perf-harness /u);
  const told = command.replace('perf-harness', `printf '%s\\0'`);
  return execFileSync(shell, ['-c', told], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

/** The report of a command that was printed. */
async function paste(project: LiveProject, command: string): Promise<unknown> {
  const again = command.replace(/(?= -- |$)/u, ' --reporter json');
  const { code, out, err } = await project.command(wordsOf(again));
  // Code 1 is a verdict, not an error.
  expect([0, 1], err).toContain(code);
  return JSON.parse(out);
}

/** Returns the scenarios and the head of a comparison. */
async function comparedBy(project: LiveProject, command: string) {
  const { comparisons, head } = (await paste(project, command)) as ComparisonReport;
  return {
    scenarios: [...new Set(comparisons.map((comparison) => comparison.scenario))],
    head: head.source,
  };
}

/** The scenarios that a gate or a run has judged. */
async function judgedBy(project: LiveProject, command: string): Promise<readonly string[]> {
  const { checks, runs } = (await paste(project, command)) as Partial<GateReport>;
  return [...new Set([...(checks ?? []), ...(runs ?? [])].map(({ scenario }) => scenario))];
}

describe('the command that reproduces a verdict', () => {
  it('names how the scenario was found, and repeats the options of the project', async () => {
    const project = createScriptedProject();
    const both = ['extra', 'extra large'].map((name) => scriptedScenario(JUDGED, name));
    writeFiles(project.root, {
      'perf-harness.config.mjs': 'throw new Error("not this one");\n',
      'ci.mjs': 'export default {};\n',
      'bench/extra.js': both[0] ?? '',
      'bench/large.js': both[1] ?? '',
    });
    project.commit('benchmarks');
    project.git('checkout', '--quiet', '-b', 'change');
    project.commit('slower', SLOWER);
    const state = '.perf-harness/of ci';
    const given = ['--config', 'ci.mjs', '--state-dir', state, '--k6-path', 'k6 of ours'];
    const remote = ['--allow-remote', 'staging.example.com'];
    const targets = ['bench/extra.js', 'bench/large.js'];
    const { text, document } = await runGate(project, [...targets, ...given, ...remote]);
    const checks = document.checks.filter(({ scenario }) => scenario === 'extra');
    const commands = new Set(checks.map(({ reproduce }) => reproduce));
    expect(commands.size).toBe(2);
    for (const command of commands) {
      expect(text).toContain(command);
      expect(command).toContain(
        `--config ci.mjs --state-dir '${state}' --k6-path 'k6 of ours' --allow-remote=staging.example.com`,
      );
    }
    const [compare = '', again = ''] = [...commands].toSorted();
    expect(await comparedBy(project, compare)).toEqual({ scenarios: ['extra'], head: 'tree' });
    expect(await judgedBy(project, again)).toEqual(['extra']);
  });

  it('finds a scenario whatever its name', async () => {
    // An option with blanks that count, a path, a branch, and an address.
    const names = ['-x  y', '/users/:id (all)', 'change', 'http://127.0.0.1:1/'];
    const project = createScriptedProject();
    project.git('rm', '--quiet', 'scenarios/work.ts');
    project.commit(
      'names',
      Object.fromEntries(
        names.map((name, index) => [`scenarios/${index}.js`, scriptedScenario(JUDGED, name)]),
      ),
    );
    project.git('checkout', '--quiet', '-b', 'change');
    project.commit('slower', SLOWER);
    const { out, document } = await runGate(project);
    for (const name of names) {
      const checks = document.checks.filter(({ scenario }) => scenario === name);
      const compare = checks.find(({ type }) => type === 'change')?.reproduce ?? '';
      expect(out).toContain(compare);
      expect(await comparedBy(project, compare)).toEqual({ scenarios: [name], head: 'tree' });
    }
    const again = document.checks.find(({ scenario }) => scenario === names[0])?.reproduce ?? '';
    expect(await judgedBy(project, again)).toEqual([names[0]]);
  });

  it('does the same for compare, and for a head that cannot be measured', async () => {
    const project = createScriptedProject();
    project.commit('benchmark', { 'bench/extra.js': scriptedScenario('', 'extra') });
    const args = ['compare', 'HEAD', './bench/extra.js', '--time', '1s', '--reporter', 'json'];
    const first = await project.command(args);
    const { reproduce } = JSON.parse(first.out) as ComparisonReport;
    expect(reproduce).toBe('perf-harness compare --time 1s HEAD . ./bench/extra.js --filter');
    const shown = await project.command([...args.slice(0, -1), 'terminal']);
    const line =
      shown.out.split('\n').find((outputLine) => outputLine.includes(`${reproduce} `)) ?? '';
    expect(await comparedBy(project, line.trim())).toEqual({ scenarios: ['extra'], head: 'tree' });

    writeFiles(project.root, costsFile({ extra: 'it is broken' }));
    const { document } = await runGate(project, ['./bench/extra.js']);
    const run = document.checks.map((check) => check.reproduce);
    expect(run).toEqual([`perf-harness run ./bench/extra.js --filter '/^extra$/'`]);
  });

  it('distinguishes a command of several lines from the scenario named next to it', async () => {
    const project = createScriptedProject({ 'scenarios/work.ts': scriptedScenario(JUDGED) });
    const options = ['HEAD', '.', 'work', '--margin', '90%'];
    const code = 'let at = 0; // counts\nfor (; at < 3; at += 1) Math.sqrt(at)';
    const file = join(project.cache, 'comparison.json');
    const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
    const args = ['compare', ...options, ...reporters, '--', 'node', '-e', code];
    const { out, err } = await project.command(args);
    expect(err).not.toContain('error');
    const { reproduce } = JSON.parse(readFileSync(file, 'utf8')) as ComparisonReport;
    const scenario = `node -e $'${code.replace('\n', '\\n')}'`;
    for (const [name, again] of [
      ['work', `${reproduce} work`],
      [scenario, `${reproduce} -- ${scenario}`],
    ] as const) {
      expect(out).toContain(again);
      expect((await comparedBy(project, again)).scenarios).toEqual([name]);
    }
  });
});
