import { describe, expect, it } from 'vitest';
import { seedFlags, withNodeFlags } from '../../../../harness/executors/node/node-call.ts';
import { argv, shell } from '../../../support/command-scenario.ts';

const flags = seedFlags(7);

describe('flags for Node.js in a command', () => {
  it.each(['node', '/usr/bin/node', 'node.exe'])(
    'follow %s where it is called directly',
    (name) => {
      expect(withNodeFlags(argv(name, 'server.js'), flags)).toEqual(
        argv(name, '--hash-seed=7', '--random-seed=7', 'server.js'),
      );
    },
  );

  it.each([
    argv('npm', 'start'),
    argv('nodemon', 'x.js'),
    argv('/opt/node/run'),
    shell('node x.js'),
  ])('are left out where Node.js is not called directly: %j', (command) => {
    expect(withNodeFlags(command, flags)).toBe(command);
  });
});
