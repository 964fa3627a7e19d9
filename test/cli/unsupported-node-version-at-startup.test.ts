import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtCliPath } from '../support/built-package-module-paths.ts';

/** Makes the process report another Node.js version. */
const pretending = (version: string): string =>
  `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${version}' })`;

const start = (version: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', pretending(version), builtCliPath(), ...args], {
    encoding: 'utf8',
  });

describe('command-line startup', () => {
  it('reports on an older Node.js which version it needs, and exits with 5', () => {
    const { status, stderr, stdout } = start('22.18.0', '--version');
    expect(stderr).toContain('needs Node.js 22.19 or newer; this is 22.18.0');
    expect({ status, stdout }).toEqual({ status: 5, stdout: '' });
  });

  it('runs on the lowest supported version, which package.json requires', () => {
    const { status, stdout } = start('22.19.0', '--version');
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(engines.node).toBe('>=22.19');
  });

  it('ends a git bisect on an old version without blaming the commit', () => {
    expect(start('20.20.2', 'compare', 'HEAD', '--git-bisect').status).toBe(128);
  });
});
