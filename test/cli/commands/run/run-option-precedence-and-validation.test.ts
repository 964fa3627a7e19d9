/** Options of `run` from flags, variables, configuration, programs: validated once, complete. */
import { describe, expect, it } from 'vitest';
import { run } from '../../../../api/measure/run.ts';
import {
  chooseRunCommandTask,
  type RunCall,
} from '../../../../cli/commands/run/choose-run-command-task.ts';
import { readKubernetesOptions } from '../../../../cli/commands/run/emit-kubernetes-manifests.ts';
import { readRequestedScenarios } from '../../../../cli/commands/run/read-run-command-scenario-request.ts';
import { readCapacitySearchOptions } from '../../../../cli/commands/run/run-capacity-search.ts';
import { RUN_OPTIONS } from '../../../../cli/commands/run/run-options.ts';
import { readReportChoices } from '../../../../cli/options/report-format-choices.ts';
import { createCall } from '../../../../registry/cli-command-definition.ts';
import type { Flags } from '../../../../registry/cli-command-option.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';
import { createProject, writeFiles } from '../../../support/run-cli.ts';

function hostIn(files: Readonly<Record<string, string>> = {}, env = {}) {
  const { host } = createInMemoryHost();
  const cwd = createProject(files);
  return { ...host, cwd, env: { ...host.env, ...env } };
}

type Typed = Flags<typeof RUN_OPTIONS>;

const call = (flags: Typed, host = hostIn(), words: readonly string[] = []): RunCall =>
  createCall(host, RUN_OPTIONS, { flags, words });

/** Configuration, scenarios and reports of a command line. */
async function read(flags: Typed, host = hostIn()) {
  const { config, wanted } = await readRequestedScenarios(call(flags, host));
  const reports = readReportChoices(host, flags, config.reporters, { hasRuns: true });
  return { config, wanted, reports };
}

describe('the options of run on the command line', () => {
  it.each<readonly [Typed, string]>([
    [{ trials: 'many' }, '--trials takes a whole number of at least 3; found "many".'],
    [{ trials: '0' }, '--trials takes a whole number of at least 3; found "0".'],
    [{ time: 'soon' }, '--time takes a duration such as 30s; '],
    [{ time: '0s' }, '--time takes a duration such as 30s; "0s" is not greater than 0.'],
    [{ shards: '65' }, '--shards takes a whole number from 1 to 64; found "65".'],
    [{ seed: '-1' }, '--seed takes a whole number from 0 to 4294967295; found "-1".'],
    [{ seed: '' }, '--seed takes a whole number from 0 to 4294967295; found "".'],
    [{ filter: '/(/' }, 'The filter "/(/" is invalid: '],
    [{ allowRemote: ['http://x'] }, '--allow-remote takes a host such as staging.example.com'],
    [{ reporter: ['loud'] }, 'Unknown reporter "loud"; expected one of terminal, json,'],
    [{ reporter: ['json='] }, '--reporter json= is missing a file name.'],
  ])('%j are refused', async (words, message) => {
    await expect(read(words)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  it.each<readonly [Typed, string]>([
    [{ maxRate: 'fast' }, '--max-rate takes a rate such as 500 or 2k/s; found "fast".'],
    [{ trials: '0' }, '--trials takes a positive whole number of load runs; found "0".'],
    [{ time: 'soon' }, '--time takes a duration for the search, such as 5min; found "soon".'],
  ])('%j are refused when a capacity is searched', (words, message) => {
    const refusal = expect.objectContaining({ code: 'bad-option', message });
    expect(() => readCapacitySearchOptions(call(words))).toThrow(refusal);
  });

  it.each<readonly [Typed, string]>([
    [{ keep: ['error_rate < 1 %'] }, '--keep requires --find-capacity.'],
    [{ maxRate: '500' }, '--max-rate requires --find-capacity.'],
    [{ list: true, maxRate: '500' }, '--max-rate requires --find-capacity.'],
    [{ emit: 'k8s' }, '--emit requires --engine k8s.'],
    [{ engine: 'local', submit: true }, '--submit requires --engine k8s.'],
    [{ namespace: 'load' }, '--namespace requires --engine k8s.'],
    [{ yes: true }, '--yes requires --engine k8s.'],
  ])('%j belong to another task', (words, message) => {
    expect(() => chooseRunCommandTask(call(words))).toThrow(message);
  });

  it.each<readonly [Typed, string]>([
    [{}, '--engine k8s needs --emit with a folder for the manifests.'],
    [{ emit: 'k8s', namespace: 'load' }, '--namespace requires --submit.'],
    [{ emit: 'k8s', yes: true }, '--yes requires --submit.'],
    [
      { emit: 'k8s', submit: true },
      '--submit requires --namespace: there is no default namespace to send load from.',
    ],
  ])('%j are not enough for a cluster', (words, message) => {
    expect(() => readKubernetesOptions(call(words))).toThrow(message);
  });

  it.each<readonly [Typed, string]>([
    [{}, 'measure'],
    [{ list: true, findCapacity: true }, 'list'],
    [{ findCapacity: true, keep: ['error_rate < 1 %'] }, 'find-capacity'],
    [{ engine: 'k8s' }, 'emit-for-cluster'],
  ])('%j request one task: %s', (words, task) => {
    expect(chooseRunCommandTask(call(words))).toBe(task);
  });
});

describe('the resolved options of run', () => {
  it('are complete when nothing is given', async () => {
    const host = hostIn();
    const options = await read({}, host);
    expect(options).toMatchObject({
      config: { root: host.cwd, k6Path: null },
      wanted: { targets: [], command: null, filter: null, quick: false, allowRemote: [] },
      reports: [{ name: 'terminal', file: null }],
    });
    expect(options.wanted.overrides).toEqual({ trials: null, maxTimeMs: null, shards: null });
    const { seed, strict } = call({}).options;
    expect(strict).toBe(false);
    expect(Number.isInteger(seed)).toBe(true);
  });

  it('follow the command line first, then variables, then the configuration', async () => {
    const files = {
      'perf-harness.config.json': '{ "k6Path": "of/file", "reporters": ["json=of-file.json"] }',
    };
    const host = hostIn(files, { PERF_HARNESS_K6_PATH: 'of/variable' });
    const { config, reports } = await read({}, host);
    expect(config.k6Path).toBe(`${host.cwd}/of/variable`);
    expect(reports).toMatchObject([{ name: 'json', file: `${host.cwd}/of-file.json` }]);
    const said = await read({ k6Path: 'of/word', stateDir: 's', reporter: ['junit=a=b'] }, host);
    expect(said.config).toMatchObject({
      k6Path: `${host.cwd}/of/word`,
      stateFolder: `${host.cwd}/s`,
    });
    expect(said.reports).toMatchObject([{ name: 'junit', file: `${host.cwd}/a=b` }]);
  });

  it('refuse SARIF from the command line and the configuration: no result here has a line', async () => {
    const said =
      '--reporter sarif requires findings with source locations, which this command does not produce.';
    const host = hostIn();
    await expect(read({ reporter: ['sarif=a.sarif'] }, host)).rejects.toThrow(said);
    writeFiles(host.cwd, { 'perf-harness.config.json': '{ "reporters": ["sarif=a.sarif"] }' });
    await expect(read({}, host)).rejects.toThrow(said);
  });

  it('name the configuration in which an error is found', async () => {
    const host = hostIn();
    writeFiles(host.cwd, { 'perf-harness.config.json': '{ "reporters": ["loud"] }' });
    await expect(read({}, host)).rejects.toThrow('Unknown reporter "loud"');
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuse the seed %d in a program', async (seed) => {
    const { cwd } = hostIn();
    await expect(run({ cwd, seed })).rejects.toThrow('seed is a whole number from 0 to 4294967295');
  });
});
