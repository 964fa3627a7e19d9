import { describe, expect, it } from 'vitest';
import {
  addNodeFlags,
  createSeedFlags,
} from '../../../../harness/executors/node/node-command-flags.ts';
import { argvCommand, shellCommand } from '../../../support/command-scenario.ts';

const flags = createSeedFlags(7);

describe('flags for Node.js in a command', () => {
  it.each(['node', '/usr/bin/node', 'node.exe'])('follow %s when it is called directly', (name) => {
    expect(addNodeFlags(argvCommand(name, 'server.js'), flags)).toEqual(
      argvCommand(name, '--hash-seed=7', '--random-seed=7', 'server.js'),
    );
  });

  it.each([
    argvCommand('npm', 'start'),
    argvCommand('nodemon', 'x.js'),
    argvCommand('/opt/node/run'),
    shellCommand('node x.js'),
  ])('are left out when Node.js is not called directly: %j', (command) => {
    expect(addNodeFlags(command, flags)).toBe(command);
  });
});
