import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtCliPath } from '../support/built-package-module-paths.ts';

/** Makes the process report another Node.js version. */
const pretending = (version: string): string =>
  `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
const OLDER = pretending('20.20.2');

describe('command-line startup', () => {
  it.each(['20.20.2', '22.18.0'])(
    'reports on Node.js %s which version it needs, and exits with 5',
    (version) => {
      const { status, stderr, stdout } = spawnSync(
        process.execPath,
        ['--import', pretending(version), builtCliPath(), '--version'],
        { encoding: 'utf8' },
      );
      expect(stderr).toContain(`needs Node.js 22.19 or newer; this is ${version}`);
      expect(stdout).toBe('');
      expect(status).toBe(5);
    },
  );

  it('runs on the lowest supported version', () => {
    const args = ['--import', pretending('22.19.0'), builtCliPath(), '--version'];
    expect(spawnSync(process.execPath, args).status).toBe(0);
  });

  it('ends a git bisect on an old version without blaming the commit', () => {
    const args = ['--import', OLDER, builtCliPath(), 'compare', 'HEAD', '--git-bisect'];
    expect(spawnSync(process.execPath, args).status).toBe(128);
  });

  it('requires the same version as package.json', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(engines.node).toBe('>=22.19');
    expect(existsSync(builtCliPath())).toBe(true);
    expect(
      execFileSync(process.execPath, [builtCliPath(), '--version'], { encoding: 'utf8' }),
    ).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
