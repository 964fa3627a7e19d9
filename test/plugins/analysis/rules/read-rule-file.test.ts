import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { readRuleFile } from '../../../../plugins/analysis/rules/read-rule-file.ts';
import { createProjectFolder } from '../analyse-sample-code.ts';

const RULE = `id: no-slow
language: TypeScript
message: slow is called with $X.
severity: warning
rule:
  pattern: slow($X)
metadata:
  category: architecture
`;

function read(text: string) {
  return readRuleFile(createHost(), join(createProjectFolder({ 'rules.yml': text }), 'rules.yml'));
}

describe("a user's own rules", () => {
  test('are read in the format of ast-grep, several in one file', async () => {
    const rules = await read(`${RULE}---\n${RULE.replace('no-slow', 'no-slower')}`);
    expect(rules.map(({ id, metadata }) => [id, metadata.category])).toEqual([
      ['no-slow', 'architecture'],
      ['no-slower', 'architecture'],
    ]);
  });

  test.each([
    ['no YAML', 'id: [', /Cannot use the rules in/],
    ['no category', RULE.replace('category', 'kind'), /metadata\.category/],
    ['an unknown language', RULE.replace('TypeScript', 'Cobol'), /language/],
    [
      'an unknown kind',
      RULE.replace('pattern: slow($X)', 'kind: nothing_such'),
      /ast-grep rejects no-slow/,
    ],
    ['a wrong expression', `${RULE}  needs: '['\n`, /is not a valid regular expression/],
  ])('are rejected with %s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test('are none in an empty file, and rejected when the file does not exist', async () => {
    expect(await read('')).toEqual([]);
    await expect(readRuleFile(createHost(), '/nowhere/rules.yml')).rejects.toThrow(
      'the file does not exist',
    );
  });
});
