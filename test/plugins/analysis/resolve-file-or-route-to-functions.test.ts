import { beforeAll, describe, expect, test } from 'vitest';
import type { CodeFacts } from '../../../harness/model/program/code-analysis-results.ts';
import { resolveEntry } from '../../../plugins/analysis/resolve-route-or-symbol-to-functions.ts';
import { analyseSampleCode } from './analyse-sample-code.ts';

const FILES = {
  'src/a.ts': `export function list() {}\nexport class Users { find() {} }\nfunction inner() {}`,
  'src/server.js': `const express = require('express');\nconst app = express();
app.get('/users/:id', one);\napp.get('/users/me', me);\napp.post('/users', make);\napp.get('/gone', lost);
function one() {}\nfunction me() {}\nfunction make() {}`,
};

function namesFor(facts: CodeFacts, target: string): readonly (string | undefined)[] {
  return resolveEntry(facts, target).map((index) => facts.functions[index]?.name);
}

describe('resolveEntry', () => {
  let facts: CodeFacts;
  beforeAll(async () => {
    facts = await analyseSampleCode(FILES);
  });

  test.each([
    ['src/a.ts::list', ['list']],
    ['./src/a.ts::Users.find', ['Users.find']],
    ['src/a.ts::find', ['Users.find']],
    ['src/a.ts', ['(module)', 'list', 'Users.find']],
    ['inner', ['inner']],
    ['GET /users/:id', ['one']],
    ['/users/7', ['one']],
    ['get /users/me', ['me']],
    ['/users?page=2', ['make']],
    ['POST /users/', ['make']],
  ])('finds %s', (target, expected) => {
    expect(namesFor(facts, target)).toEqual(expected);
  });

  test.each([
    ['OPT-10', 'DELETE /users', 'cannot find DELETE /users in codebase'],
    ['OPT-10', 'nobody', 'cannot find nobody in codebase'],
    ['OPT-10', '/gone', 'cannot identify code path for /gone'],
    ['P811-13', 'src/a.ts::lists', 'file/function not found at src/a.ts::lists'],
    ['P811-13', 'src/b.ts', 'file/function not found at src/b.ts'],
  ])('%s: rejects %s, which does not exist, in these words', (_, target, message) => {
    expect(() => resolveEntry(facts, target)).toThrow(
      expect.objectContaining({ name: 'UserError', message }),
    );
  });
});
