import { describe, expect, test } from 'vitest';
import { isFileWatcher } from '../../../../harness/executors/server/detect-idle-file-watcher.ts';

describe('isFileWatcher', () => {
  test.each([
    [['/usr/bin/node', '--watch', 'server.js']],
    [['node', '--env-file=.env', '--watch-path=./src', 'server.js']],
    [['node', '/app/node_modules/.bin/nodemon', '-q', 'server.js']],
    [['node', '/app/node_modules/nodemon/bin/nodemon.js', 'server.js']],
    [['nodemon: server.js']],
    [['node', '/app/node_modules/.bin/tsx', 'watch', 'server.ts']],
    [['node', '/app/node_modules/tsx/dist/cli.mjs', 'watch', 'server.ts']],
    [['node', 'node_modules/.bin/ts-node-dev', '--respawn', 'server.ts']],
  ])('returns true for %j', (args) => {
    expect(isFileWatcher(args)).toBe(true);
  });

  test.each([
    [[]],
    [['node', 'server.js', '--watch']],
    [['node', '/app/nodemon/server.js']],
    [['node', '/app/node_modules/.bin/tsx', 'server.ts']],
    [['sh', '-c', 'nodemon server.js']],
    [['npm run watch']],
  ])('returns false for %j', (args) => {
    expect(isFileWatcher(args)).toBe(false);
  });
});
