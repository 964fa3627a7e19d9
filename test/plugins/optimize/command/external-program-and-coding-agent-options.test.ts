/** Programs that `optimize` calls, by the command line and the configuration together. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { loadConfig } from '../../../../harness/scenario/project-config.ts';
import { parseAgentBudget } from '../../../../plugins/optimize/command/parse-agent-options.ts';
import {
  parseProgramFlags,
  resolveConfiguredPrograms,
} from '../../../../plugins/optimize/command/parse-generator-and-reviewer-options.ts';
import {
  type ConfiguredPrograms,
  readSettings,
} from '../../../../plugins/optimize/settings/read-optimize-settings.ts';
import { createFakeCodingAgent } from '../../../support/fake-coding-agent.ts';
import { createProject } from '../../../support/run-cli.ts';

const host = createHost();
const NOBODY: ConfiguredPrograms = { builtIn: true, generators: [], reviewers: [] };
const argv = ['my-model', '--print'] as [string, ...string[]];
const PROGRAM = { command: { type: 'argv', argv }, network: true, env: ['HOME'] } as const;
const CONFIGURED: ConfiguredPrograms = {
  ...NOBODY,
  generators: [{ ...PROGRAM, env: ['HOME'] }],
};

describe('the programs that optimize calls', () => {
  it('are the built-in programs when none is named', () => {
    expect(parseProgramFlags(host, {}, NOBODY)).toBeNull();
    expect(resolveConfiguredPrograms(host, NOBODY)).toEqual({
      built_in: true,
      generators: [],
      reviewers: [],
      replay: null,
    });
  });

  it('are those of the command line, as shell lines, with distinct names', () => {
    const programs = parseProgramFlags(
      host,
      {
        generator: ["node 'tools/propose it.mjs' --fast", 'cat a.txt - | my-model', 'my-model'],
        reviewer: ['KEY=1 ./review.sh'],
        allowNetwork: true,
        passEnv: 'HOME, MY_KEY',
        programTimeout: '90s',
      },
      NOBODY,
    );
    const ways = { timeout_ms: 90_000, network: true, env: ['HOME', 'MY_KEY'] };
    expect(programs).toEqual({
      built_in: true,
      generators: [
        {
          id: 'propose',
          command: ['/bin/sh', '-c', "node 'tools/propose it.mjs' --fast"],
          ...ways,
        },
        { id: 'cat', command: ['/bin/sh', '-c', 'cat a.txt - | my-model'], ...ways },
        { id: 'my-model', command: ['/bin/sh', '-c', 'my-model'], ...ways },
      ],
      reviewers: [{ id: 'review', command: ['/bin/sh', '-c', 'KEY=1 ./review.sh'], ...ways }],
      replay: null,
    });
  });

  it('are numbered when two have the same name', () => {
    const programs = parseProgramFlags(host, { generator: ['a/x.sh', 'b/x.sh'] }, NOBODY);
    expect(programs?.generators.map(({ id }) => id)).toEqual(['x', 'x-2']);
  });

  it('are those of the configuration, unless the command line names others', () => {
    expect(resolveConfiguredPrograms(host, CONFIGURED).generators).toEqual([
      { id: 'my-model', command: argv, network: true, env: ['HOME'] },
    ]);
    const others = parseProgramFlags(host, { generator: ['./mine'] }, CONFIGURED);
    expect(others?.generators.map(({ id }) => id)).toEqual(['mine']);
    const reviewed = parseProgramFlags(host, { reviewer: ['./look'] }, CONFIGURED);
    expect(reviewed?.generators.map(({ id }) => id)).toEqual(['my-model']);
  });

  it('are read from a configuration file, and its mistakes are named', async () => {
    const text =
      'optimize: { builtIn: false, generators: [{ command: [node, p.mjs], timeout: 2 min }] }';
    const root = createProject({ 'perf-harness.config.yaml': text });
    const { programs } = readSettings(host, await loadConfig({ ...host, cwd: root }, root));
    expect(resolveConfiguredPrograms(host, programs)).toEqual({
      built_in: false,
      generators: [
        { id: 'p', command: ['node', 'p.mjs'], network: false, env: [], timeout_ms: 120_000 },
      ],
      reviewers: [],
      replay: null,
    });
    const wrong = createProject({
      'perf-harness.config.yaml': 'optimize: { generators: [{ comand: x, id: My Model }] }',
    });
    const config = await loadConfig({ ...host, cwd: wrong }, wrong);
    expect(() => readSettings(host, config)).toThrow('comand');
  });

  it.each([
    [
      'nobody is left to propose',
      { builtIn: false },
      'Nothing can propose changes: the built-in generator is disabled',
    ],
    [
      'a way is said of programs that are not there',
      { allowNetwork: true },
      '--allow-network applies to programs, but no program is named.',
    ],
    [
      'a variable has no name',
      { generator: ['x'], passEnv: 'HOME,,' },
      '--pass-env "HOME,," is invalid',
    ],
    [
      'a time cannot be read',
      { generator: ['x'], programTimeout: 'soon' },
      '--program-timeout "soon" is invalid',
    ],
    ['recordings are not there', { replay: 'no/such' }, '--replay: folder'],
  ])('are rejected where %s', (_, flags, text) => {
    expect(() => parseProgramFlags(host, flags, NOBODY)).toThrow(text);
  });

  it('are combined with recorded answers from a folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-recordings-'));
    const programs = parseProgramFlags(host, { generator: ['./x'], replay: folder }, NOBODY);
    expect(programs?.replay).toBe(folder);
  });
});

describe('coding agents', () => {
  const named = (...names: readonly string[]) => ({ agent: names, allowNetwork: true });
  const path = createFakeCodingAgent('claude', { kind: 'answer' }).path;
  const withAgent = { ...host, env: { ...host.env, PATH: path } };

  it('are programs that propose changes, with their own keys and a budget', () => {
    const words = { ...named('claude'), agentBudget: '5calls,90s', passEnv: 'HOME' };
    expect(parseProgramFlags(withAgent, words, NOBODY)).toEqual({
      built_in: true,
      generators: [
        {
          id: 'claude',
          command: ['claude'],
          agent: { name: 'claude', budget: '5calls,90000ms,2usd' },
          timeout_ms: 150_000,
          network: true,
          env: ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'HOME'],
        },
      ],
      reviewers: [],
      replay: null,
    });
    expect(parseAgentBudget('5calls,90000ms,2usd')).toEqual({ calls: 5, timeMs: 90_000, usd: 2 });
    const alone = parseProgramFlags(withAgent, { ...named('claude'), builtIn: false }, CONFIGURED);
    expect(alone?.generators.map(({ id }) => id)).toEqual(['claude']);
  });

  it.each([
    ['without the network', { agent: ['claude'] }, 'needs network access for its model'],
    ['that nobody knows', named('claud'), 'expected one of claude, codex, gemini'],
    ['twice', named('claude', 'claude'), '--agent claude is given twice'],
    ['that is not there', named('gemini'), 'the program gemini was not found on PATH'],
    ['with no calls', { ...named('claude'), agentBudget: '0calls' }, 'expected 1 to 100 calls'],
    ['with words', { ...named('claude'), agentBudget: 'plenty' }, '3calls,10min,2usd'],
    ['with two times', { ...named('claude'), agentBudget: '1min,2min' }, 'names 2min twice'],
    ['by their budget alone', { agentBudget: '1calls' }, '--agent-budget applies to programs'],
  ])('are not called %s', (_, words, text) => {
    const bare = {
      ...withAgent,
      env: { ...host.env, PATH: dirname(path.split(delimiter)[0] ?? '') },
    };
    const machine = text.includes('not found on PATH') ? bare : withAgent;
    expect(() => parseProgramFlags(machine, words, NOBODY)).toThrow(text);
  });
});
