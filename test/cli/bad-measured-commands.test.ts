import { it } from 'vitest';
import { expectBadInputRefused } from '../support/bad-input-and-leftover-process-assertions.ts';

const node = (code: string): readonly string[] => [process.execPath, '-e', code];

const TROUBLE: readonly [string, object, readonly (string | RegExp)[]][] = [
  ['not-found', { command: ['no-such-program-anywhere'] }, ['no-such-program-anywhere', 'PATH']],
  [
    'fails',
    { command: node(`console.error('the reason'); process.exit(3)`) },
    [/\b3\b/, 'the reason'],
  ],
  [
    'ignores SIGTERM and never ends',
    {
      command: node(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`),
      timeout: '400 ms',
    },
    ['0.4 s'],
  ],
  [
    'is not prepared',
    { command: node('0'), prepare: node(`console.error('no build'); process.exit(1)`) },
    ['prepare', 'no build'],
  ],
  [
    'leaves a process in a separate session',
    {
      command: node(`const { spawn } = require('child_process');
spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref();`),
    },
    [/separate session.*wall_time/su],
  ],
];

it('run reports each bad command with its reason, and ends all that the commands started', async () => {
  const scenarios = TROUBLE.map(([name, keys]) => ({ name, trials: 3, ...keys }));
  await expectBadInputRefused({
    files: { 'scenarios/one.mjs': `export default ${JSON.stringify(scenarios)};\n` },
    isLight: true,
    code: 4,
    says: TROUBLE.flatMap(([, , says]) => says),
  });
});
