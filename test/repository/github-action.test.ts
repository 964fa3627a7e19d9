/** The GitHub action: its file, and its steps as a runner runs them. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { generateCiFile } from '../../cli/init/write-ci-file.ts';
import { gateReportSchema } from '../../harness/model/documents/gate-document.ts';
import type { GitProject } from '../support/git-project.ts';
import {
  createJsonWorkloadRepository,
  jsonWorkModule,
  jsonWorkScenario,
  WORK_ROUNDS,
} from '../support/json-workload-repository.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { readCodeBlocks } from './parse-markdown.ts';
import { ROOT, readRepositoryFile } from './read-repository-sources.ts';
import { readAction, runGithubAction } from './run-github-action.ts';

const action = readAction();
const KEPT = jsonWorkScenario(`budgets: { wall_time: '< 10 s' }`);

/** A shell that read it as text would make a file. */
const HOSTILE_NAME = 'a "b" $(touch pwned) `c` *';

function findPwned(root: string): string {
  return spawnSync('find', [root, '-name', 'pwned'], { encoding: 'utf8' }).stdout;
}

/** Files in the folder of the reports. */
const REPORTS = ['comment.md', 'gate.json', 'gate.txt', 'junit.xml', 'report.html'];

const SCRIPTED_BIN = fileURLToPath(
  new URL('../support/cli-with-scripted-measurements-child.ts', import.meta.url),
);

/**
 * Creates a repository in which perf-harness measures nothing: units take the given milliseconds on
 * the base and on the head. The action concerns only the verdict.
 */
function scriptedRepository(scenario: string, baseMs = 1, headMs = baseMs): GitProject {
  const project = createJsonWorkloadRepository(scenario);
  const script = `#!/bin/sh
export SCRIPTED_MS=${baseMs},${headMs} PERF_HARNESS_NO_EXPLAIN=1
exec "${process.execPath}" "${SCRIPTED_BIN}" "$@"
`;
  writeFileSync(join(project.root, 'node_modules/.bin/perf-harness'), script);
  return project;
}

/** Replaces npx, which takes twice as long as a gate, by a script that runs the same program. */
const quickNpx = mkdtempSync(join(tmpdir(), 'npx-'));
writeFileSync(
  join(quickNpx, 'npx'),
  '#!/bin/sh\n[ "$1" = --no-install ] || exit 9\nprogram=$2\nshift 2\nexec "./node_modules/.bin/$program" "$@"\n',
  { mode: 0o755 },
);
const PATH = [quickNpx, process.env.PATH].join(delimiter);

/** Moves a project and everything belonging to it into a subfolder of its repository. */
function moveInto({ root, commit }: GitProject, folder: string): void {
  mkdirSync(join(root, folder), { recursive: true });
  for (const name of ['.gitignore', 'node_modules', 'package.json', 'lib', 'scenarios']) {
    renameSync(join(root, name), join(root, folder, name));
  }
  commit('into a folder');
}

describe('action.yml', () => {
  test('reads inputs into variables only: no value becomes part of a script', () => {
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
  });

  test('uses every input, and describes every input and output', () => {
    const text = readRepositoryFile('action.yml');
    for (const [name, { description }] of Object.entries(action.inputs)) {
      expect(text, name).toMatch(new RegExp(`inputs\\.${name}\\b`));
      expect(description, name).toBeTruthy();
    }
    expect(Object.keys(action.outputs).sort()).toEqual(
      ['comment', 'exit-code', 'json', 'junit', 'report', 'reports', 'verdict'].sort(),
    );
  });

  test('passes to the gate only options that the gate has', async () => {
    const { out } = await runCommandInProcess(['gate', '--help'], { cwd: ROOT });
    const [gate] = action.runs.steps;
    const options = [...(gate?.run ?? '').matchAll(/--[a-z-]+(?= |\))/g)].map(([option]) => option);
    expect(options.length).toBeGreaterThan(8);
    for (const option of options) if (option !== '--no-install') expect(out).toContain(option);
  });

  test('has documentation for every input', () => {
    const page = readRepositoryFile('docs/ci.md');
    for (const name of Object.keys(action.inputs)) expect(page).toContain(`| \`${name}\` |`);
    for (const name of Object.keys(action.outputs)) expect(page).toContain(`\`${name}\``);
  });
});

describe('actionlint', () => {
  test('finds nothing in the action, in the output of init, and in the examples of the docs', () => {
    const root = mkdtempSync(join(tmpdir(), 'actionlint-'));
    const workflows = join(root, '.github/workflows');
    mkdirSync(workflows, { recursive: true });
    writeFileSync(join(root, 'action.yml'), readRepositoryFile('action.yml'));
    const npm = {
      folder: '.',
      lockfile: 'package-lock.json',
      manager: 'npm',
      major: null,
      isVersionNamed: false,
    } as const;
    const pnpm = { ...npm, lockfile: 'pnpm-lock.yaml', manager: 'pnpm', major: 10 } as const;
    const yarn = {
      ...npm,
      folder: 'packages/one',
      lockfile: 'yarn.lock',
      manager: 'yarn',
    } as const;
    const place = { folder: '.', installs: [npm], hasGitlabFile: false };
    const inFolder = { ...place, folder: 'packages/one', installs: [npm, pnpm, yarn] };
    const texts = [
      generateCiFile('github', place).text,
      generateCiFile('github', inFolder).text,
      asWorkflow(),
      ...readCodeBlocks(readRepositoryFile('docs/ci.md'))
        .filter(({ language, text }) => language === 'yaml' && text.includes('runs-on'))
        // Uses the action of this repository.
        .map(({ text }) => text.replace(/uses: perf-harness\/perf-harness@\S+/g, 'uses: ./')),
    ];
    expect(texts.length).toBeGreaterThan(3);
    for (const [index, text] of texts.entries())
      writeFileSync(join(workflows, `${index}.yml`), text);
    expect(lint(root)).toBe('');
    // A planted error is reported.
    writeFileSync(
      join(workflows, '0.yml'),
      generateCiFile('github', place).text.replace('runner.temp', 'runner.tmp'),
    );
    expect(lint(root)).toContain('property "tmp" is not defined');
  });

  /** Returns the action as a workflow, since actionlint checks the steps of workflows only. */
  function asWorkflow(): string {
    const { inputs, runs } = action;
    return stringify({
      on: {
        workflow_call: {
          inputs: Object.fromEntries(
            Object.entries(inputs).map(([name, { description }]) => [
              name,
              { type: 'string', description },
            ]),
          ),
        },
      },
      jobs: { gate: { 'runs-on': 'ubuntu-latest', steps: runs.steps } },
    });
  }

  function lint(root: string): string {
    // The workflow's own action is found from the top of its repository.
    spawnSync('git', ['init', '--quiet'], { cwd: root });
    const workflows = join(root, '.github/workflows');
    const files = readdirSync(workflows).map((name) => join(workflows, name));
    const { stdout, stderr } = spawnSync(actionlint(), ['-no-color', ...files], {
      encoding: 'utf8',
    });
    return stdout + stderr;
  }

  /** Returns the path of actionlint, built from pinned source; ignores Go's download messages. */
  function actionlint(): string {
    const { status, stdout, stderr } = spawnSync('go', ['tool', '-n', 'actionlint'], {
      cwd: join(ROOT, 'tools/actionlint'),
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`actionlint is built with Go: ${stderr}`);
    return stdout.trim();
  }
});

describe('the steps of the action', () => {
  test('pass a commit within budget, measured for real through npx, with all reports but no comment', async () => {
    const { root } = createJsonWorkloadRepository(KEPT);
    const { outputs, code, ran, summary, log } = await runGithubAction({
      workspace: root,
      inputs: { 'report-only': 'true' },
    });
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(ran).toEqual(['Measure and judge', 'Exit code of the gate']);
    expect(outputs).toMatchObject({ verdict: 'pass', 'exit-code': '0' });
    expect(summary).toContain('Performance gate passed');
    const read = (name: string): string => readFileSync(outputs[name] ?? '', 'utf8');
    const gate = gateReportSchema.parse(JSON.parse(read('json')));
    expect(gate).toMatchObject({ verdict: 'pass', options: { report_only: true } });
    expect(read('report')).toMatch(/^<!doctype html>/i);
    expect(read('junit')).toContain('<testsuites');
    expect(read('comment')).toMatch(/^<!-- perf-harness:gate -->/);
    expect(outputs.report).toContain(outputs.reports);
  });

  test('fail a pull request that is slower than the named base, by inputs that are words, after the comment', async () => {
    const project = scriptedRepository(
      jsonWorkScenario(`regression: { wall_time: '10 %' }`, HOSTILE_NAME),
      1,
      3,
    );
    moveInto(project, 'packages/app');
    project.git('branch', 'before');
    const base = project.git('rev-parse', 'HEAD');
    project.commit('slower', {
      'packages/app/lib/work.js': jsonWorkModule(WORK_ROUNDS.slower),
    });
    const posted: string[] = [];
    const tokens: (string | undefined)[] = [];
    const server = createServer(async (request, response) => {
      tokens.push(request.headers.authorization);
      let text = '';
      for await (const chunk of request) text += chunk;
      if (request.method === 'POST') posted.push(JSON.parse(text).body);
      response.end(request.method === 'GET' ? '[]' : '{}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { outputs, code, ran, log, summary } = await runGithubAction({
      workspace: project.root,
      inputs: {
        base: 'before',
        'require-baseline': 'true',
        confidence: '99',
        margin: '60',
        'working-directory': 'packages/app',
        scenarios: `\r\n${HOSTILE_NAME}\r\n`,
        // Plenty: a run that is out of time would be inconclusive.
        'budget-seconds': '300',
        comment: 'true',
        'comment-key': 'speed',
        token: 'sesame',
      },
      event: { pull_request: { number: 3 } },
      env: {
        PATH,
        // The base input takes precedence over the pull request's base, which does not exist.
        GITHUB_BASE_REF: 'elsewhere',
        GITHUB_REPOSITORY: 'owner/name',
        GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
    });
    server.close();
    expect({ code, log }).toMatchObject({ code: 1 });
    expect(ran).toHaveLength(3);
    expect(outputs).toMatchObject({ verdict: 'fail', 'exit-code': '1' });
    expect(log).toMatch(
      /::error file=packages\/app\/scenarios\/work\.js,title=a "b".* performance gate failed::wall_time regressed: /,
    );
    expect(summary).toContain('❌ Performance gate failed');
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatch(/^<!-- perf-harness:speed -->/);
    expect(posted[0]).toContain('regressed');
    expect(tokens.length).toBeGreaterThan(1);
    expect(new Set(tokens)).toEqual(new Set(['Bearer sesame']));
    const gate = gateReportSchema.parse(JSON.parse(readFileSync(outputs.json ?? '', 'utf8')));
    expect(gate.options).toMatchObject({
      require_baseline: true,
      confidence: 0.99,
      margin: 0.6,
      budget_seconds: 300,
      report_only: false,
    });
    expect(gate.base).toMatchObject({ label: 'before', commit: base });
    expect(gate.verdict).toBe(outputs.verdict);
    const rows = gate.comparison?.comparisons ?? [];
    expect(rows[0]).toMatchObject({ scenario: HOSTILE_NAME, metric: 'wall_time' });
    // Reports are outside the checkout, which stays unchanged.
    expect(readdirSync(outputs.reports ?? '').sort()).toEqual(REPORTS);
    expect(outputs.reports).not.toContain(project.root);
    for (const name of ['report', 'json', 'junit', 'comment']) {
      expect(dirname(outputs[name] ?? ''), name).toBe(outputs.reports);
    }
    expect(project.git('status', '--porcelain')).toBe('');
    expect(findPwned(project.root)).toBe('');
  });

  test('end with the code of an error, without a verdict', async () => {
    const { root } = scriptedRepository(KEPT);
    const { outputs, code, log } = await runGithubAction({
      workspace: root,
      env: { PATH },
      inputs: { 'on-inconclusive': 'perhaps$(touch pwned)', comment: 'true' },
    });
    expect(code).toBe(2);
    expect(outputs).toMatchObject({ verdict: 'error', 'exit-code': '2' });
    expect(log).toContain('warn, fail, pass');
    expect(findPwned(root)).toBe('');
    expect(log).toContain('::notice title=No comment from perf-harness::there is no report');
  });
});
