import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createFakeKubectl } from '../support/fake-kubectl.ts';
import { findK6Program } from '../support/find-k6-program.ts';
import { createProject, writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { validateK6OperatorTestRun } from '../support/validate-k6-operator-test-run.ts';

const SCRIPT = `import http from 'k6/http';
import { path } from './path.js';
export const options = { vus: 3, duration: '5s' };
export default function () { http.get(__ENV.BASE_URL + path); }
`;
const HOST = 'shop.staging.svc';

function scenario(kubernetes: string, more = ''): string {
  return `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'Check out!',
  k6: { script: '../load/checkout.js', shards: 2${kubernetes} },
  ${more}
});
`;
}

const SETTINGS = `, kubernetes: { baseUrl: 'http://${HOST}:8080', image: 'grafana/k6:2.2.0' }`;

function shop(text = scenario(SETTINGS), files: Readonly<Record<string, string>> = {}): string {
  return createProject({
    'load/checkout.js': SCRIPT,
    'load/path.js': `export const path = '/';\n`,
    'scenarios/checkout.ts': text,
    ...files,
  });
}

const EMIT = ['run', '--engine', 'k8s', '--emit', 'k8s'];
const REAL_K6 = { PERF_HARNESS_K6_PATH: findK6Program() };
const ALLOWED = [...EMIT, '--allow-remote', HOST];
const SUBMIT = [...ALLOWED, '--submit', '--namespace', 'load'];

async function perf(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const { code, out, err } = await runCommandInProcess(args, {
    cwd: root,
    isLight: true,
    env: { PERF_HARNESS_K6_PATH: k6, ...env },
  });
  return { code, out, said: err.replace(/\s+/g, ' ') };
}

/** Program that answers as k6 does for `SCRIPT`; k6 itself takes half a second of CPU to start. */
let k6 = '';
beforeAll(() => {
  const root = shop();
  const ask = (...args: readonly string[]): string =>
    execFileSync(findK6Program(), args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  const [load, archive] = [join(root, 'load/checkout.js'), join(root, 'script.tar')];
  ask('archive', '--include-system-env-vars', '--archive-out', archive, load);
  writeFiles(root, {
    version: ask('version'),
    plan: ask('inspect', '--execution-requirements', load),
    k6: `#!/bin/sh\ncase $1 in version) cat '${root}/version' ;; inspect) cat '${root}/plan' ;; archive) cp '${archive}' "$4" ;; esac\n`,
  });
  k6 = join(root, 'k6');
  chmodSync(k6, 0o755);
});

describe('perf-harness run --engine k8s', () => {
  it('writes valid manifests for the operator, always the same, and names the hosts', async () => {
    const root = shop();
    const { code, out, said } = await perf(root, ALLOWED, REAL_K6);
    expect(code).toBe(0);
    const names = ['k8s/check-out.configmap.yaml', 'k8s/check-out.testrun.yaml'];
    expect(out.trim().split('\n')).toEqual(names);
    expect(said).toContain(`"Check out!" loads ${HOST}:8080`);
    expect(said).toContain('cannot be divided evenly among 2 shards');
    const texts = names.map((name) => readFileSync(join(root, name), 'utf8'));
    const [configMap, testRun] = texts.map((text) => parse(text));
    expect(validateK6OperatorTestRun(testRun)).toEqual([]);
    expect(Object.keys(configMap.data)).toEqual(['checkout.js', 'path.js']);
    expect(configMap.data['checkout.js']).toBe(SCRIPT);
    expect(testRun.spec).toMatchObject({
      parallelism: 2,
      script: { configMap: { name: 'check-out', file: 'checkout.js' } },
      args: ['--no-thresholds'],
    });
    expect(testRun.spec.runner.env).toContainEqual({
      name: 'BASE_URL',
      value: `http://${HOST}:8080`,
    });
    await perf(root, ALLOWED, REAL_K6);
    expect(names.map((name) => readFileSync(join(root, name), 'utf8'))).toEqual(texts);
    expect(readdirSync(join(root, 'k8s'))).toHaveLength(2);
  });

  const served = scenario('', `server: { command: ['node', 'x.js'] },`);
  const at = (more: string) => scenario(`, kubernetes: { ${more} }`);
  it.each([
    ['a host that is not allowed', scenario(SETTINGS), EMIT, `--allow-remote ${HOST}`],
    ['no folder', scenario(SETTINGS), ['run', '--engine', 'k8s'], 'needs --emit'],
    ['another engine', scenario(SETTINGS), ['run', '--emit', 'k8s'], 'requires --engine k8s'],
    ['no address', scenario(''), ALLOWED, 'The load target of "Check out!" is unknown'],
    ['this machine', at(`baseUrl: 'http://127.0.0.1:1'`), ALLOWED, 'refers to the runner itself'],
    ['a server that is started here', served, ALLOWED, 'which the cluster cannot reach'],
    [
      'names that lead to a server here',
      scenario(`, hosts: ['test.k6.io']`),
      ALLOWED,
      'routes test.k6.io to a server',
    ],
    ['a key that is none', at(`baseURL: 'http://x.test'`), ALLOWED, 'baseURL'],
    ['an address that is none', at(`baseUrl: 'x'`), ALLOWED, 'a URL such as'],
    ['no namespace', scenario(SETTINGS), [...ALLOWED, '--submit'], 'requires --namespace'],
    [
      'a namespace for nothing',
      scenario(SETTINGS),
      [...ALLOWED, '--namespace', 'x'],
      'requires --submit',
    ],
  ])('refuses %s', async (_, text, args, says) => {
    const root = shop(text);
    const { code, said } = await perf(root, args);
    expect(said).toContain(says);
    expect(code).toBe(2);
    expect(existsSync(join(root, 'k8s'))).toBe(false);
  });

  it('refuses scenarios that would share a name', async () => {
    const two = scenario(SETTINGS).replace('Check out!', 'check.out');
    const root = shop(scenario(SETTINGS), { 'scenarios/two.ts': two });
    const { code, said } = await perf(root, ALLOWED);
    expect(code).toBe(2);
    expect(said).toContain('would both be named check-out in the cluster');
  });

  it.each([
    [
      'names a host that is not allowed in a module',
      { 'load/path.js': `export const path = 'https://other.example/';\n` },
      2,
      '--allow-remote other.example',
    ],
    [
      'opens files too large for a ConfigMap',
      {
        'load/path.js': `const users = open('./users.csv');\nexport const path = '/';\n`,
        'load/users.csv': 'someone,somewhere\n'.repeat(70_000),
      },
      2,
      '1.2 MiB, but a ConfigMap holds at most 1 MiB. The largest file is users.csv',
    ],
    ['cannot be read', { 'load/path.js': 'export const path = ;\n' }, 4, 'could not be read'],
  ])('refuses a script that %s', async (_, files, expected, says) => {
    const { code, said } = await perf(shop(scenario(SETTINGS), files), ALLOWED, REAL_K6);
    expect(code).toBe(expected);
    expect(said).toContain(says);
  });
});

describe('perf-harness run --engine k8s --submit', () => {
  const STAGES = ['', 'created', 'started', 'finished'];

  it('replaces the run with kubectl and waits for its end', async () => {
    const root = shop();
    const kubectl = createFakeKubectl(root, STAGES);
    const { code, said } = await perf(root, [...SUBMIT, '--yes'], kubectl.env);
    expect(code).toBe(0);
    expect(said).toContain(
      `This run sends load to ${HOST}:8080 from 2 runners in namespace load of context kind-test.`,
    );
    expect(said).toContain('check-out: started');
    expect(said).toContain('import k6');
    const [context, remove, apply, ...looks] = kubectl.calls();
    expect(context).toBe('config current-context');
    expect(remove).toBe(
      '--namespace load delete testruns.k6.io/check-out --ignore-not-found --wait',
    );
    const paths = ['configmap', 'testrun'].map(
      (kind) => `--filename ${root}/k8s/check-out.${kind}.yaml`,
    );
    expect(apply).toBe(
      `--namespace load apply --server-side --field-manager perf-harness ${paths.join(' ')}`,
    );
    expect(looks).toHaveLength(STAGES.length + 1);
  });

  it.each([
    [
      'the operator gives it up',
      ['created', 'error'],
      {},
      'The operator ended the run of check-out',
    ],
    ['k6 fails in runners', ['finished'], { failedJobs: '1 1' }, 'k6 failed in 2 of the runners'],
    ['it takes too long', ['started'], {}, 'its last stage was started. The run was not stopped'],
    ['kubectl is refused', [''], { refuses: 'Error from server (Forbidden): no' }, 'Forbidden'],
  ])('exits with 4 when %s', async (_, stages, more, says) => {
    const root = shop();
    const kubectl = createFakeKubectl(root, stages, more);
    const limit = stages.includes('started') ? ['--time', '0.1s'] : [];
    const { code, said } = await perf(root, [...SUBMIT, '--yes', ...limit], kubectl.env);
    expect(said).toContain(says);
    expect(code).toBe(4);
  });

  it('sends nothing without confirmation, which a run without a terminal cannot give', async () => {
    const root = shop();
    const kubectl = createFakeKubectl(root, STAGES);
    const { code, said } = await perf(root, SUBMIT, kubectl.env);
    expect(code).toBe(2);
    expect(said).toContain('--yes');
    expect(kubectl.calls()).toEqual(['config current-context']);
  });

  it('refuses a run that is removed before its end can be seen', async () => {
    const root = shop(scenario(SETTINGS.replace(' }', ', cleanup: true }')));
    const kubectl = createFakeKubectl(root, STAGES);
    const { code, said } = await perf(root, [...SUBMIT, '--yes'], kubectl.env);
    expect(code).toBe(2);
    expect(said).toContain('With k6.kubernetes.cleanup set, the operator removes');
    expect(kubectl.calls()).toEqual([]);
  });

  it('exits with 5 before writing anything when kubectl is missing', async () => {
    const root = shop();
    const { code, said } = await perf(root, [...SUBMIT, '--yes'], { PATH: join(root, 'none') });
    expect(code).toBe(5);
    expect(said).toContain('kubectl, which submits to the cluster, is not on PATH');
    expect(existsSync(join(root, 'k8s'))).toBe(false);
  });
});
