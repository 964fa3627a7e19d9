/** `init --monitoring`: from a project's budgets to files that Prometheus and Grafana take. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import { findPromtool } from '../../tools/install-promtool.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { withInProcessModuleReader } from '../support/in-process-module-reader.ts';
import { writeFiles } from '../support/run-cli.ts';
import { packageManifest, runInit } from '../support/run-init.ts';

const SCENARIOS = `export default [
  { name: 'list users', http: { url: 'http://127.0.0.1:9/users?page=1' }, budgets: { 'latency.p95': '< 300 ms', error_rate: '< 0.1 %' } },
  { name: 'parse', run: () => JSON.parse('[]'), budgets: { wall_time: '< 2 ms' } },
];`;
const PROJECT = { 'package.json': packageManifest({}), 'scenarios/all.mjs': SCENARIOS };

describe('init --monitoring', () => {
  it('LEAD-05: writes rules that promtool accepts, and names the next step', async () => {
    const { root, code, written } = await runInit(PROJECT, { args: ['--monitoring'] });
    expect([code, written.err]).toEqual([0, '']);
    for (const file of ['rules.yml', 'dashboard.json', 'grafana-alerts.json']) {
      expect(written.out).toContain(`wrote monitoring/${file}`);
    }
    expect(written.out).toContain('3 budgets are watched. Next:');
    expect(written.out).toContain('0.3 s is not a bucket bound of');
    expect(Math.max(...written.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const checked = spawnSync(findPromtool(), [
      'check',
      'rules',
      join(root, 'monitoring/rules.yml'),
    ]);
    expect(checked.status).toBe(0);
  });

  it('LEAD-08: updates unchanged files, and keeps files that somebody has changed', async () => {
    const { host: made, written } = createInMemoryHost();
    const host = withInProcessModuleReader(made);
    writeFiles(host.cwd, PROJECT);
    expect(await main(host, ['init', '--monitoring'])).toBe(0);
    writeFileSync(join(host.cwd, 'scenarios/all.mjs'), SCENARIOS.replace('0.1 %', '0.2 %'));
    const board = join(host.cwd, 'monitoring/dashboard.json');
    writeFileSync(board, '{"mine":true}');
    written.out = '';
    expect(await main(host, ['init', '--monitoring'])).toBe(0);
    expect(written.out).toContain('wrote monitoring/rules.yml');
    expect(written.out).toContain('kept modified monitoring/dashboard.json');
    expect(readFileSync(board, 'utf8')).toBe('{"mine":true}');
    expect(readFileSync(join(host.cwd, 'monitoring/rules.yml'), 'utf8')).toContain('0.002');
    expect(await main(host, ['init', '--monitoring', '--force'])).toBe(0);
    expect(readFileSync(board, 'utf8')).toContain('perf-harness-budgets');
  });

  it('LEAD-08: fails without any budget, and says which one to write', async () => {
    const bare = {
      ...PROJECT,
      'scenarios/all.mjs': SCENARIOS.replaceAll(/budgets: \{[^}]*\}/g, ''),
    };
    const { code, written } = await runInit(bare, { args: ['--monitoring'] });
    expect(code).toBe(2);
    expect(written.err).toContain('no scenario has a budget');
    expect(written.err.replaceAll(/\s+/g, ' ')).toContain(
      "budgets: { 'latency.p95': '< 300 ms', error_rate: '< 0.1 %' }",
    );
  });

  it('takes the names of metrics and labels from the configuration', async () => {
    const config = {
      monitoring: {
        requestDuration: 'app_seconds',
        routeLabel: 'path',
        selector: 'job="shop"',
        routes: { 'list users': '/users/:page' },
        buckets: [0.3],
      },
    };
    const files = { ...PROJECT, 'perf-harness.config.json': JSON.stringify(config) };
    const { code, read } = await runInit(files, { args: ['--monitoring'] });
    expect(code).toBe(0);
    const rules = read('monitoring/rules.yml');
    expect(rules).toContain('app_seconds_bucket{job="shop",path="/users/:page"');
    expect(rules).toContain('le="0.3"');
    expect(rules).not.toContain('http_server_request_duration_seconds');
  });

  it.each([
    ['{"monitoring":{"requestDuration":"a b"}}', 'monitoring.requestDuration'],
    ['{"monitoring":{"histogram":"a"}}', 'requestDuration'],
    ['{"monitoring":{"buckets":[-1]}}', 'monitoring.buckets'],
  ])('refuses %s', async (config, said) => {
    const files = { ...PROJECT, 'perf-harness.config.json': config };
    const { code, written } = await runInit(files, { args: ['--monitoring'] });
    expect(code).toBe(2);
    expect(written.err).toContain(said);
  });

  it('refuses to be combined with the job of a CI service', async () => {
    const { code, written } = await runInit(PROJECT, { args: ['--monitoring', '--ci', 'github'] });
    expect(code).toBe(2);
    expect(written.err).toContain('--ci and --monitoring');
  });
});
