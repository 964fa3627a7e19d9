import { describe, it } from 'vitest';
import {
  type BadInputCase,
  expectBadInputRefused,
  scenarioModule,
} from '../support/bad-input-and-leftover-process-assertions.ts';

function withCommand(command: string, more = ''): BadInputCase['files'] {
  return {
    'scenarios/one.mjs': scenarioModule(`{ name: 'x', command: ${command}, trials: 3, ${more} }`),
  };
}

const node = (code: string): string => JSON.stringify([process.execPath, '-e', code]);

const TROUBLE: Readonly<Record<string, BadInputCase>> = {
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
  'a command that ignores SIGTERM and never ends': {
    files: withCommand(
      node(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`),
      `timeout: '400 ms'`,
    ),
    code: 4,
    says: ['0.4 s'],
  },
  'a prepare command that fails': {
    files: withCommand(node('0'), `prepare: ${node(`console.error('no build'); process.exit(1)`)}`),
    code: 4,
    says: ['prepare', 'no build'],
  },
};

describe('bad commands', () => {
  it.for(Object.entries(TROUBLE))(
    '%s is reported with its reason, and leaves nothing behind',
    async ([, bad]) => {
      await expectBadInputRefused(bad);
    },
  );

  it('ends what a command leaves running in a separate session', async () => {
    const daemon = `const { spawn } = require('child_process');
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref();`;
    await expectBadInputRefused({ files: withCommand(node(daemon)), code: 0, says: [] });
  });
});
