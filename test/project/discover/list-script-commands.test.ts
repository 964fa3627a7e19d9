import { expect, test } from 'vitest';
import { listScriptCommands } from '../../../project/discover/list-script-commands.ts';

test.for<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['one command', { test: 'mocha test/*.js' }, ['mocha test/*.js']],
  [
    'scripts that call others, without linters',
    {
      test: 'npm run lint && npm run -s unit && yarn browser',
      lint: 'eslint .',
      unit: 'mocha a.js; mocha b.js',
      browser: 'node browser.js',
    },
    ['mocha a.js; mocha b.js', 'node browser.js'],
  ],
  [
    'words before and after a called script',
    {
      test: 'nyc yarn all',
      all: 'yarn build && cross-env NODE_ENV=test yarn unit -- --quiet',
      build: 'yarn lint && tsc --outDir lib',
      lint: 'yarn eslint',
      unit: 'mocha',
    },
    ['nyc tsc --outDir lib', 'nyc cross-env NODE_ENV=test mocha --quiet'],
  ],
  [
    'scripts that npm runs before',
    { pretest: 'npm run lint && node make.js', lint: 'xo', test: 'ava' },
    ['node make.js', 'ava'],
  ],
  ['quoted operators', { test: 'node -e "a && b; c" && ava' }, ['node -e "a && b; c"', 'ava']],
  ['several by name', { test: 'run-s a b', a: 'tsc --noEmit', b: 'jest' }, ['jest']],
  [
    'several by a pattern',
    { test: 'run-p unit:*', 'unit:a': 'ava a', 'unit:b': 'ava b', unit: 'no' },
    ['ava a', 'ava b'],
  ],
  ['a script that calls itself', { test: 'npm run test' }, []],
  ['no such script', {}, []],
])('lists the commands of a test script: %s', ([, scripts, commands]) => {
  expect(listScriptCommands(scripts, 'test')).toEqual(commands);
});
