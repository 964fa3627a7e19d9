import { describe, expect, test } from 'vitest';
import { listProcessTree } from '../../../harness/machine/cpu-load.ts';
import {
  disturbingFlags,
  disturbingVariables,
} from '../../../harness/machine/timing-distorting-node-settings.ts';
import {
  clockStepMs,
  detectCiService,
  machineFingerprint,
  parseGitStatus,
} from '../../../harness/sampling/machine-state-and-environment.ts';

describe('the name of the CI service', () => {
  test.each([
    [{}, null],
    [{ CI: 'false' }, null],
    [{ CI: '' }, null],
    [{ CI: 'true' }, 'unknown CI'],
    [{ CI: 'true', GITHUB_ACTIONS: 'true' }, 'GitHub Actions'],
    [{ CI: 'true', GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true' }, 'Gitea Actions'],
    [{ JENKINS_URL: 'https://ci.example/' }, 'Jenkins'],
    [{ GITLAB_CI: 'true', CI: 'true' }, 'GitLab CI'],
  ])('follows from %j', (env, name) => {
    expect(detectCiService(env)).toBe(name);
  });
});

describe('the state of git', () => {
  const HEAD = '# branch.oid 1f2e\n# branch.head main\n# branch.upstream origin/main\n';

  test('contains commit, branch and whether anything has changed', () => {
    expect(parseGitStatus(HEAD)).toEqual({ commit: '1f2e', branch: 'main', dirty: false });
    expect(parseGitStatus(`${HEAD}? new.ts\n`)?.dirty).toBe(true);
    expect(parseGitStatus(`${HEAD}1 .M N... 100644 100644 100644 a b x.ts\n`)?.dirty).toBe(true);
  });

  test('has no branch on a detached head, and is null before the first commit', () => {
    expect(parseGitStatus('# branch.oid 1f2e\n# branch.head (detached)\n')?.branch).toBeNull();
    expect(parseGitStatus('# branch.oid (initial)\n# branch.head main\n')).toBeNull();
    expect(parseGitStatus('')).toBeNull();
  });
});

describe('the fingerprint of a machine', () => {
  const facts = {
    hostname: 'one',
    platform: 'linux',
    arch: 'x64',
    release: '6.8.0-31-generic',
    cpuModel: 'Some CPU @ 2.50GHz',
    cpuCount: 8,
    memoryBytes: 16_500_000_000,
  };
  const id = machineFingerprint(facts, true);

  test('is the same for machines of one kind and after small updates', () => {
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(machineFingerprint({ ...facts, hostname: 'two' }, true)).toBe(id);
    expect(machineFingerprint({ ...facts, release: '6.8.0-45-generic' }, true)).toBe(id);
    expect(machineFingerprint({ ...facts, memoryBytes: 16_480_000_000 }, true)).toBe(id);
  });

  test.each([
    // Just below and above half a gibibyte, where rounding changes the number.
    [15.495, 15.505],
    [23.2, 23.9],
    [30.2, 31.4],
    [60.9, 62.8],
    [6.76, 7.75],
  ])(
    'is the same with %d and %d GiB, one memory size minus what the kernel takes',
    (size, other) => {
      const withMemory = (gibibytes: number) =>
        machineFingerprint({ ...facts, memoryBytes: gibibytes * 2 ** 30 }, true);
      expect(withMemory(size)).toBe(withMemory(other));
      expect(withMemory(size)).not.toBe(withMemory(2 * size));
    },
  );

  test.each([
    { cpuModel: 'Other CPU' },
    { cpuCount: 4 },
    { arch: 'arm64' },
    { release: '6.11.0' },
    { memoryBytes: 32_000_000_000 },
    { platform: 'darwin' },
  ])('differs with %j', (change) => {
    expect(machineFingerprint({ ...facts, ...change }, true)).not.toBe(id);
  });

  test('distinguishes bare metal from a virtual machine', () => {
    expect(machineFingerprint(facts, false)).not.toBe(id);
  });
});

describe('listProcessTree', () => {
  test('returns the tree below a process, whatever the order of the numbers', () => {
    const processEntry = (pid: number, parent: number) =>
      [pid, { pid, parent, name: '', ticks: 0 }] as const;
    const processes = new Map([
      processEntry(9, 30),
      processEntry(30, 5),
      processEntry(5, 1),
      processEntry(8, 1),
      processEntry(1, 0),
    ]);
    expect([...listProcessTree(5, processes)].sort()).toEqual([30, 5, 9]);
  });
});

describe('disturbances of measuring', () => {
  test('are found among the flags of Node.js', () => {
    const flags = ['--inspect=9229', '--cpu-prof', '--jitless', '--trace-opt', '--prof'];
    expect(disturbingFlags(flags)).toEqual(flags);
  });

  test('do not include flags that only change limits or messages', () => {
    const harmless = ['--max-old-space-size=4096', '--trace-warnings', '--import=./x.js', ''];
    expect(disturbingFlags(harmless)).toEqual([]);
  });

  test('are found in the environment', () => {
    expect(disturbingVariables({})).toEqual([]);
    expect(disturbingVariables({ NODE_V8_COVERAGE: '' })).toEqual([]);
    expect(
      disturbingVariables({
        NODE_V8_COVERAGE: '/tmp/coverage',
        NODE_OPTIONS: ' --inspect-brk  --max-old-space-size=1',
      }),
    ).toEqual(['--inspect-brk in NODE_OPTIONS', 'NODE_V8_COVERAGE']);
  });
});

describe('the clock step', () => {
  test('is the smallest difference between two readings', () => {
    let reading = 0;
    // Every second reading equals the previous one.
    const coarse = () => {
      reading += 0.5;
      return Math.floor(reading) * 15.6;
    };
    expect(clockStepMs(coarse)).toBeCloseTo(15.6, 9);
  });
});
