/** Failures of tests that are due to the version of Node.js. */
import { expect, test } from 'vitest';
import { explainUnsupportedSyntax } from '../../../../../plugins/optimize/verify/record/record-calls-during-command.ts';

test('an import with assert is explained by the releases of Node.js that run it', () => {
  const output = `file:///a/test.js:1
import fixtures from './fixtures.json' assert { type: 'json' };
                                       ^^^^^^
SyntaxError: Unexpected identifier 'assert'
`;
  expect(explainUnsupportedSyntax(output)).toContain('only Node.js 20 and earlier do');
});

test('other failures are not explained by the version of Node.js', () => {
  expect(explainUnsupportedSyntax('AssertionError: 1 !== 2')).toBeNull();
});
