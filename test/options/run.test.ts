/** What `run` takes from words, variables, configuration and programs: judged once, then complete. */
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../harness/scenario/config.ts';
import { readCapacity } from '../../options/capacity.ts';
import { readKubernetes } from '../../options/kubernetes.ts';
import { checkRun, type RunWords, readRun } from '../../options/run.ts';
import { readTask } from '../../options/run-task.ts';
import { memoryHost } from '../support/memory-host.ts';
import { project, writeFiles } from '../support/run-cli.ts';

function hostIn(files: Readonly<Record<string, string>> = {}, env = {}) {
  const { host } = memoryHost();
  const cwd = project(files);
  return { ...host, cwd, env: { ...host.env, ...env } };
}

const refusedBy = (read: typeof readRun | typeof readCapacity, words: RunWords) =>
  expect(read(hostIn(), words)).rejects;

describe('the words of run', () => {
  it.each<readonly [RunWords, string]>([
    [{ trials: 'many' }, '--trials takes a whole number of at least 3; found "many".'],
    [{ trials: '0' }, '--trials takes a whole number of at least 3; found "0".'],
    [{ time: 'soon' }, '--time takes a duration such as 30s; '],
    [{ time: '0s' }, '--time takes a duration such as 30s; "0s" is not more than 0.'],
    [{ shards: '65' }, '--shards takes a whole number of 1 to 64; found "65".'],
    [{ seed: '-1' }, '--seed takes a whole number from 0 to 4294967295; found "-1".'],
    [{ seed: '' }, '--seed takes a whole number from 0 to 4294967295; found "".'],
    [{ filter: '/(/' }, 'The filter "/(/" cannot be read: '],
    [{ allowRemote: ['http://x'] }, '--allow-remote takes a host such as staging.example.com'],
    [{ reporter: ['loud'] }, 'There is no reporter "loud"; expected one of terminal, json,'],
    [{ reporter: ['json='] }, '--reporter json= names no file.'],
  ])('%j are refused', async (words, message) => {
    await refusedBy(readRun, words).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  it.each<readonly [RunWords, string]>([
    [{ maxRate: 'fast' }, '--max-rate takes a rate such as 500 or 2k/s; found "fast".'],
    [{ trials: '0' }, '--trials takes a positive whole number of load runs; found "0".'],
    [{ time: 'soon' }, '--time takes a duration for the search, such as 5min; found "soon".'],
  ])('%j are refused where a capacity is searched', async (words, message) => {
    await refusedBy(readCapacity, words).toMatchObject({ code: 'bad-option', message });
  });

  it.each<readonly [RunWords, string]>([
    [{ keep: ['error_rate < 1 %'] }, '--keep is for the search of a capacity.'],
    [{ maxRate: '500' }, '--max-rate is for the search of a capacity.'],
    [{ list: true, maxRate: '500' }, '--max-rate is for the search of a capacity.'],
    [{ emit: 'k8s' }, '--emit is for --engine k8s.'],
    [{ engine: 'local', submit: true }, '--submit is for --engine k8s.'],
    [{ namespace: 'load' }, '--namespace is for --engine k8s.'],
    [{ yes: true }, '--yes is for --engine k8s.'],
  ])('%j belong to another task', (words, message) => {
    expect(() => readTask(words)).toThrow(message);
  });

  it.each<readonly [RunWords, string]>([
    [{}, '--engine k8s needs --emit with a folder for its manifests.'],
    [{ emit: 'k8s', namespace: 'load' }, '--namespace is for --submit.'],
    [{ emit: 'k8s', yes: true }, '--yes is for --submit.'],
    [{ emit: 'k8s', submit: true }, '--submit needs --namespace: load is sent from where you say'],
  ])('%j are not enough for a cluster', async (words, message) => {
    await expect(readKubernetes(hostIn(), words)).rejects.toThrow(message);
  });

  it.each<readonly [RunWords, string]>([
    [{}, 'measure'],
    [{ list: true, findCapacity: true }, 'list'],
    [{ findCapacity: true, keep: ['error_rate < 1 %'] }, 'find-capacity'],
    [{ engine: 'k8s' }, 'emit-for-cluster'],
  ])('%j ask for one task: %s', (words, task) => {
    expect(readTask(words)).toBe(task);
  });
});

describe('the options of run', () => {
  it('are complete where nothing is said', async () => {
    const host = hostIn();
    const options = await readRun(host, {});
    expect(options).toMatchObject({
      config: { root: host.cwd, k6Path: null },
      wanted: { targets: [], command: null, filter: null, quick: false, allowRemote: [] },
      reports: [{ name: 'terminal', file: null }],
      strict: false,
    });
    expect(options.wanted.overrides).toEqual({ trials: null, maxTimeMs: null, shards: null });
    expect(Number.isInteger(options.seed)).toBe(true);
  });

  it('are words over variables over the configuration', async () => {
    const files = {
      'perf-harness.config.json': '{ "k6Path": "of/file", "reporters": ["json=of-file.json"] }',
    };
    const host = hostIn(files, { PERF_HARNESS_K6_PATH: 'of/variable' });
    const { config, reports } = await readRun(host, {});
    expect(config.k6Path).toBe(`${host.cwd}/of/variable`);
    expect(reports).toMatchObject([{ name: 'json', file: `${host.cwd}/of-file.json` }]);
    const said = await readRun(host, { k6Path: 'of/word', stateDir: 's', reporter: ['junit=a=b'] });
    expect(said.config).toMatchObject({
      k6Path: `${host.cwd}/of/word`,
      stateFolder: `${host.cwd}/s`,
    });
    expect(said.reports).toMatchObject([{ name: 'junit', file: `${host.cwd}/a=b` }]);
  });

  it('refuse SARIF, from words and from the configuration: nothing here stands at lines', async () => {
    const said = '--reporter sarif is for findings at lines of code, and this command has none.';
    const host = hostIn();
    await expect(readRun(host, { reporter: ['sarif=a.sarif'] })).rejects.toThrow(said);
    writeFiles(host.cwd, { 'perf-harness.config.json': '{ "reporters": ["sarif=a.sarif"] }' });
    await expect(readRun(host, {})).rejects.toThrow(said);
  });

  it('name the configuration that is found wrong', async () => {
    const host = hostIn();
    writeFiles(host.cwd, { 'perf-harness.config.json': '{ "reporters": ["loud"] }' });
    await expect(readRun(host, {})).rejects.toThrow('There is no reporter "loud"');
  });

  it('are the same where a program asks for the same', async () => {
    const host = hostIn();
    const config = await loadConfig(host, host.cwd);
    const asked = { targets: ['parse'], quick: true, allowRemote: ['staging.example.com'] };
    const { wanted, ...told } = checkRun(config, { ...asked, seed: 7 });
    const words = await readRun(host, { ...asked, seed: '7', reporter: [] });
    expect({ ...told, wanted: { ...wanted, overrides: words.wanted.overrides } }).toEqual(words);
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuse the seed %d of a program', async (seed) => {
    const host = hostIn();
    const config = await loadConfig(host, host.cwd);
    expect(() => checkRun(config, { seed })).toThrow('seed is a whole number from 0 to 4294967295');
  });
});
