import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createHost } from '../../../harness/host.ts';
import { INTERPROCEDURAL_RULES } from '../../../plugins/analysis/find-performance-antipatterns.ts';
import { BUILT_IN_RULES } from '../../../plugins/analysis/rules/built-in-rules.ts';
import { readRuleFile } from '../../../plugins/analysis/rules/read-rule-file.ts';
import { readCodeBlocks } from '../../repository/parse-markdown.ts';
import { readRepositoryFile } from '../../repository/read-repository-sources.ts';
import { createProjectFolder } from './analyse-sample-code.ts';

const page = readRepositoryFile('docs/code.md');

describe('the page about code rules', () => {
  test('P811-26: shows at least one rule of every category', () => {
    const categories = [
      ...INTERPROCEDURAL_RULES.map(({ category }) => category),
      ...BUILT_IN_RULES.map(({ metadata }) => metadata.category),
    ];
    expect(new Set(categories)).toEqual(
      new Set([
        'connection_management',
        'data_flow',
        'async_patterns',
        'resource_lifecycle',
        'configuration',
        'redundant_work',
        'architecture',
      ]),
    );
  });

  test('has an example of a usable rule', async () => {
    const [example] = readCodeBlocks(page).filter(({ language }) => language === 'yaml');
    const root = createProjectFolder({ 'rule.yml': example?.text ?? '' });
    const rules = await readRuleFile(createHost(), `${root}/rule.yml`);
    expect(rules.map(({ id }) => id)).toEqual([parse(example?.text ?? '').id]);
  });
});
