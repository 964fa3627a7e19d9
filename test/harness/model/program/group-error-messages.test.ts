import { expect, test } from 'vitest';
import {
  ERROR_GROUPS,
  errorGroup,
} from '../../../../harness/model/program/condense-log-messages.ts';

const LINES = [
  ["Error: Cannot find module './missing.js'", 'Import/Module'],
  ['AssertionError: expected 1 to equal 2', 'Assertion'],
  ['Connection to 10.0.0.1 timed out after 30000ms', 'Timeout'],
  ['TypeError: value.map is not a function', 'Type'],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'Connection'],
  ["EACCES: permission denied, open 'a.txt'", 'Permission'],
  ['something else entirely', 'Runtime'],
] as const;

test.each(LINES)('SH8-09: puts %j into the group %s', (message, group) => {
  expect(errorGroup(message)).toBe(group);
});

test('SH8-09: has a sample line for every group', () => {
  expect(LINES.map(([, group]) => group)).toEqual([...ERROR_GROUPS]);
});
