/** Flags and arguments that commands reject: each is validated before anything is done. */
import { describe, expect, it } from 'vitest';
import { BISECT_OPTIONS } from '../../../cli/commands/bisect/bisect-options.ts';
import { readBisectOptions } from '../../../cli/commands/bisect/read-bisect-options.ts';
import { CALIBRATE_OPTIONS } from '../../../cli/commands/calibrate/calibrate-options.ts';
import { CHECK_OPTIONS } from '../../../cli/commands/check/check-options.ts';
import { runPerformanceChecklist } from '../../../cli/commands/check/run-performance-checklist.ts';
import { COMPARE_OPTIONS } from '../../../cli/commands/compare/compare-options.ts';
import {
  readCompareOptions,
  validateStaticArguments,
} from '../../../cli/commands/compare/read-compare-options.ts';
import { DOCTOR_OPTIONS } from '../../../cli/commands/doctor/doctor-options.ts';
import { GATE_OPTIONS } from '../../../cli/commands/gate/gate-options.ts';
import { readGateOptions } from '../../../cli/commands/gate/run-gate.ts';
import { INIT_FUNCTION_OPTIONS, INIT_K6_OPTIONS } from '../../../cli/commands/init/init-options.ts';
import { PROFILE_OPTIONS } from '../../../cli/commands/profile/profile-options.ts';
import { readProfileArguments } from '../../../cli/commands/profile/read-profile-arguments.ts';
import { parseInstallableTool } from '../../../cli/doctor/installable-tools.ts';
import { readProfileExports } from '../../../cli/output/write-profile-exports.ts';
import { readFileArguments } from '../../../plugins/exchange/command/import-command.ts';
import { IMPORT_OPTIONS } from '../../../plugins/exchange/command/import-command-options.ts';
import { createCall } from '../../../registry/cli-command-definition.ts';
import type { Flags } from '../../../registry/cli-command-option.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const { signal } = new AbortController();
const host = () => createInMemoryHost().host;
const refusal = (read: Promise<unknown>, message: string) =>
  expect(read).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });

describe('compare', () => {
  type Typed = Flags<typeof COMPARE_OPTIONS>;
  const call = (flags: Typed, words: readonly string[] = [], command: string[] | null = null) =>
    createCall(host(), COMPARE_OPTIONS, { flags, words, command });
  const ENDS = { node: '24..26' };

  it.each<readonly [Typed, string]>([
    [{ margin: 'wide' }, '--margin takes a percentage from 0 to below 100, such as 2%'],
    [{ margin: '100%' }, 'found "100%"'],
    [{ confidence: '49' }, '--confidence takes a percentage from 50 to 99.9, such as 99%'],
    [{ time: '0s' }, '--time takes a duration per scenario, such as 60s; found "0s".'],
    [{ maxPairs: '7' }, '--max-pairs takes a whole number from 8 to 400; found "7".'],
    [{ seed: 'x' }, '--seed takes a whole number from 0 to 4294967295; found "x".'],
    [{ measureShare: '101' }, '--measure-share takes a percentage from 0 to 100, such as 5%'],
  ])('refuses the value of %j', (flags, message) => {
    expect(() => call(flags)).toThrow(message);
  });

  it.each<readonly [Typed, string]>([
    [{ dep: 'zod@3..4' }, '--dep, --set and --node are mutually exclusive; give only one'],
    [{ node: '24' }, '--node takes the values of base and head separated by two dots'],
    [{ node: undefined, dep: 'zod' }, '--dep takes the values of base and head'],
    [{ node: undefined, set: ['A'] }, '--set takes a name and two values'],
    [{ node: undefined, set: ['A=1..2', 'A=2..3'] }, '--set specifies A twice'],
    [{ node: undefined, set: ['A=../a..../b'] }, 'contains ".." more than once and is ambiguous'],
    [{ node: undefined }, 'compare needs a base'],
    [
      { measureAll: true, measureShare: '5' },
      '--measure-all and --measure-share are mutually exclusive',
    ],
    [{ replay: 'latest', margin: '5%' }, 'cannot be combined with --node'],
    [{ node: undefined, replay: 'latest', seed: '3' }, 'cannot be combined with --seed'],
  ])('refuses the sides or the combination of %j', async (flags, message) => {
    await refusal(readCompareOptions(call({ ...ENDS, ...flags }), signal), message);
  });

  it('accepts stored sides as they are, and refuses every option about measuring', async () => {
    const read = (flags: Typed, command: string[] | null = null) =>
      readCompareOptions(call(flags, ['baseline:main'], command), signal);
    expect(await read({})).toMatchObject({ type: 'stored', base: 'main', head: 'latest' });
    await refusal(read({ margin: '5%' }), '--margin applies to live measurements only');
    await refusal(read({}, ['x']), '-- applies to live measurements only');
    const again = readCompareOptions(call({ replay: 'latest' }, [], ['x']), signal);
    await refusal(again, 'cannot be combined with --.');
  });

  it('is complete when nothing is given', async () => {
    const options = await readCompareOptions(call(ENDS), signal);
    expect(options).toMatchObject({
      type: 'live',
      margin: null,
      decideBy: null,
      explain: true,
      maxTimeMs: 300_000,
      sides: { type: 'node', base: '24', head: '26' },
      again: { limits: [], rules: [], project: [] },
    });
    expect(call(ENDS).options).toMatchObject({ strict: false, confidence: 0.95, replay: null });
  });

  it('refuses for git bisect what is wrong at any commit, sides included', async () => {
    await validateStaticArguments(call(ENDS));
    await refusal(validateStaticArguments(call({})), 'compare needs a base');
  });
});

describe('gate', () => {
  const call = (flags: Flags<typeof GATE_OPTIONS>) => createCall(host(), GATE_OPTIONS, { flags });

  it.each<readonly [Flags<typeof GATE_OPTIONS>, string]>([
    [{ budgetSeconds: 'soon' }, '--budget-seconds takes a number of seconds above 0, such as 300'],
    [{ budgetSeconds: '0 s' }, 'found "0 s"'],
    [{ confidence: '99.95%' }, '--confidence takes a percentage from 50 to 99.9'],
    [{ margin: '-1%' }, '--margin takes a percentage'],
    [{ seed: '0.5' }, '--seed takes a whole number'],
  ])('refuses %j', (flags, message) => {
    expect(() => call(flags)).toThrow(message);
  });

  it('accepts the words of its report, and shares in per cent', async () => {
    const flags = { confidence: '.9', margin: '3', budgetSeconds: '300 s', reportOnly: true };
    const { options } = await readGateOptions(call(flags));
    expect(options).toEqual({
      on_inconclusive: 'warn',
      report_only: true,
      require_baseline: false,
      budget_seconds: 300,
      confidence: 0.9,
      margin: 0.03,
    });
  });
});

describe('bisect and calibrate', () => {
  type Typed = Flags<typeof BISECT_OPTIONS>;
  const ENDS = ['v1', 'v2', 'parse'];
  const read = async (flags: Typed, words: readonly string[] = ENDS) =>
    readBisectOptions(createCall(host(), BISECT_OPTIONS, { flags, words }));

  it.each<readonly [Typed, readonly string[], string]>([
    [{}, ['v1'], 'bisect needs a good commit, a bad commit and a scenario.'],
    [{ deps: true, set: ['A=1..2'] }, ENDS, '--deps and --set are mutually exclusive'],
    [{ set: ['A=1..1'] }, ENDS, '--set A=1..1 cannot be searched: both values are equal.'],
    [{ maxPairs: '0' }, ENDS, '--max-pairs takes a positive whole number; found "0".'],
    [{ margin: 'wide' }, ENDS, '--margin takes a percentage'],
    [{ time: 'soon' }, ENDS, '--time takes a duration per scenario, such as 60s'],
  ])('refuse %j with the arguments %j', async (flags, words, message) => {
    await refusal(read(flags, words), message);
  });

  it('distinguish limits that somebody set from default limits', async () => {
    const usual = await read({});
    expect(usual).toMatchObject({ maxPairs: 400, limits: { timeMs: null, pairs: null } });
    expect(usual.wanted.targets).toEqual(['parse']);
    const said = await read({ maxPairs: '9', time: '1min' });
    expect(said).toMatchObject({ maxPairs: 9, limits: { timeMs: 60_000, pairs: 9 } });
  });

  it.each<readonly [Flags<typeof CALIBRATE_OPTIONS>, string]>([
    [{ pairs: '9' }, '--pairs takes a whole number of at least 10; found "9".'],
    [{ time: '0s' }, '--time takes a duration per scenario'],
  ])('refuse the calibration flags %j', (flags, message) => {
    expect(() => createCall(host(), CALIBRATE_OPTIONS, { flags })).toThrow(message);
  });
});

describe('profile', () => {
  type Typed = Flags<typeof PROFILE_OPTIONS>;
  const read = async (flags: Typed, words: readonly string[] = []) =>
    readProfileArguments(createCall(host(), PROFILE_OPTIONS, { flags, words }), signal);

  it.each<readonly [Typed, readonly string[], string]>([
    [{ kind: 'disk' }, [], '--kind takes one of cpu, allocation, heap, waits; found "disk".'],
    [{ with: 'strace' }, [], '--with takes one of v8, 0x, clinic-doctor,'],
    [{ trials: '0' }, [], '--trials takes a positive whole number of profiled trials; found "0".'],
    [{ duration: '5s' }, [], '--duration requires --pid.'],
    [{ pid: 'x' }, [], '--pid takes a process ID; found "x".'],
    [{ pid: '1', duration: 'soon' }, [], '--duration: '],
    [{ pid: '1', duration: '0s' }, [], '--duration takes a duration above 0, such as 10s.'],
    [{ pid: '1', kind: 'waits' }, [], '--kind waits must record a program from its start'],
    [{ pid: '1' }, ['parse'], '--pid profiles a running process'],
    [{}, ['a.cpuprofile'], 'a.cpuprofile does not exist.'],
    [{ diff: [''] }, [], '--diff takes two sides; one of them is empty.'],
    [{ diff: ['b.cpuprofile'] }, [], 'b.cpuprofile does not exist.'],
  ])('refuses %j with the arguments %j', async (flags, words, message) => {
    await refusal(read(flags, words), message);
  });

  it('refuses to export in an unknown format, or to no file', () => {
    const exported = (text: string) => () => readProfileExports(host(), [text]);
    expect(exported('svg=a')).toThrow('Unknown export format "svg"; expected one of');
    expect(exported('pprof')).toThrow('--export pprof is missing a file name.');
  });

  it('is complete when nothing is given', async () => {
    const { subject } = await read({}, ['parse']);
    expect(subject).toMatchObject({
      type: 'scenario',
      kind: null,
      withMap: true,
      mayInstrument: true,
      trials: 6,
      profiler: 'v8',
      wanted: { targets: ['parse'] },
    });
  });
});

describe('commands that measure nothing', () => {
  it('refuse a noise check that is too short, and an unknown tool', () => {
    expect(() => createCall(host(), DOCTOR_OPTIONS, { flags: { stability: '999ms' } })).toThrow(
      '--stability takes a duration of at least 1 s, such as 60s; found "999ms".',
    );
    expect(() => parseInstallableTool('k7')).toThrow(
      '--install takes k6, playwright-core, lighthouse, 0x, clinic, @swc/core, @ast-grep/lang-python, optionally with a version such as k6@',
    );
  });

  it('install the version that the tests use, unless another version is named', () => {
    expect(parseInstallableTool('0x')).toMatchObject({ name: '0x', version: '6.0.0' });
    expect(parseInstallableTool('k6@v1.2.3')).toMatchObject({ name: 'k6', version: '1.2.3' });
  });

  it('refuse invalid files, an invalid list, and an empty factor', async () => {
    const files = (words: readonly string[], flags: Flags<typeof IMPORT_OPTIONS> = {}) =>
      readFileArguments(createCall(host(), IMPORT_OPTIONS, { flags, words }));
    expect(() => files(['k6'])).toThrow('import k6 names no file.');
    expect(() => files(['x'], { as: 'k7' })).toThrow('--as k7 is not a known format');
    const check = createCall(host(), CHECK_OPTIONS, { flags: {}, words: ['weather'] });
    await expect(runPerformanceChecklist(check)).rejects.toThrow('weather');
    expect(() => createCall(host(), INIT_FUNCTION_OPTIONS, { flags: { args: '{}' } })).toThrow(
      'found {}.',
    );
    expect(() => createCall(host(), INIT_K6_OPTIONS, { flags: { scale: '0' } })).toThrow(
      '--scale takes a factor above 0, such as 0.1; found "0".',
    );
  });
});
