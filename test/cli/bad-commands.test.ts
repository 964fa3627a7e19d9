import { describe, expect, it } from 'vitest';
import { type BadCase, expectBadInput, scenarioModule } from '../support/bad-input.ts';

function withCommand(command: string, more = ''): BadCase['files'] {
  return {
    'scenarios/one.mjs': scenarioModule(`{ name: 'x', command: ${command}, trials: 3, ${more} }`),
  };
}

const node = (code: string): string => JSON.stringify([process.execPath, '-e', code]);

const TROUBLE: Readonly<Record<string, BadCase>> = {
  'a command that is not found': {
    files: withCommand(`['no-such-program-anywhere']`),
    code: 4,
    says: ['no-such-program-anywhere', 'PATH'],
  },
  'a command that fails': {
    files: withCommand(node(`console.error('the reason'); process.exit(3)`)),
    code: 4,
    says: [/\b3\b/, 'the reason'],
  },
  'a command that is killed by a signal': {
    files: withCommand(node(`process.kill(process.pid, 'SIGKILL')`)),
    code: 4,
    says: ['SIGKILL'],
  },
  'a command that never ends': {
    files: withCommand(node('setInterval(() => {}, 1000)'), `timeout: '1 s'`),
    code: 4,
    says: ['1 s'],
  },
  'a command that ignores SIGTERM and never ends': {
    files: withCommand(
      node(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`),
      `timeout: '1 s'`,
    ),
    code: 4,
    says: ['1 s'],
  },
  'a prepare command that fails': {
    files: withCommand(node('0'), `prepare: ${node(`console.error('no build'); process.exit(1)`)}`),
    code: 4,
    says: ['prepare', 'no build'],
  },
};

describe('bad commands', () => {
  it.for(Object.entries(TROUBLE))('%s', async ([, bad]) => {
    await expectBadInput(bad);
  });

  it('measures a command that prints 32 MB without keeping it', async () => {
    const print = `const b = Buffer.alloc(1 << 20, 'x'); for (let i = 0; i < 32; i++) require('fs').writeSync(2, b)`;
    const { out } = await expectBadInput({
      files: withCommand(node(print)),
      args: ['run', '--reporter', 'json'],
      code: 0,
      says: [],
    });
    expect(out.length).toBeLessThan(1_000_000);
    expect(JSON.parse(out).runs[0].state).toBe('completed');
  });

  it('ends what a command leaves running in a session of its own', async () => {
    const daemon = `const { spawn } = require('child_process');
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref();`;
    await expectBadInput({ files: withCommand(node(daemon)), code: 0, says: [] });
  });
});
