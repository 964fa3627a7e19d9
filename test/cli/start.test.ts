import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BIN } from '../support/run-cli.ts';

/** Makes the process believe that it runs on an older Node.js. */
const OLDER = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.20.2' })`;

describe('the start of the command line', () => {
  it('says on an older Node.js which one it needs, and ends with 5', () => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', OLDER, BIN, '--version'],
      { encoding: 'utf8' },
    );
    expect(stderr).toContain('needs Node.js 24 or newer; this is 20.20.2');
    expect(stdout).toBe('');
    expect(status).toBe(5);
  });

  it('ends a bisect of git there, and does not blame the commit', () => {
    const args = ['--import', OLDER, BIN, 'compare', 'HEAD', '--git-bisect'];
    expect(spawnSync(process.execPath, args).status).toBe(128);
  });

  it('asks for the version that package.json asks for', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(engines.node).toBe('>=24');
    expect(existsSync(BIN)).toBe(true);
    expect(execFileSync(process.execPath, [BIN, '--version'], { encoding: 'utf8' })).toMatch(
      /^\d+\.\d+\.\d+\n$/,
    );
  });
});
