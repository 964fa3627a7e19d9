import { afterAll, expect, test } from 'vitest';
import { readDurationNormsAndCodeRules } from '../../../api/project/read-project-duration-norms-and-code-rules.ts';
import { INDUSTRY_NORMS } from '../../../harness/model/scenario/industry-duration-norms.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import { readCode } from '../../../plugins/analysis/extract-code-structure-of-project.ts';
import {
  closeProjects,
  createScenarioProject,
  readUserError,
} from '../../harness/scenario/scenario-project-test-setup.ts';

afterAll(closeProjects);

const RULE = `id: lodash-clone-deep
language: TypeScript
message: $VALUE is copied by cloneDeep.
rule:
  pattern: cloneDeep($VALUE)
metadata:
  category: redundant_work
`;
const CONFIG = `codeRules: [perf/rules/, 'more/*.yml']
norms:
  query-indexed: { lowMs: 1, highMs: 4, source: p95 of the last quarter }
`;

async function knowledgeOf(files: Readonly<Record<string, string>>) {
  const { host, folder } = createScenarioProject(files);
  const config = await loadConfig(host, folder);
  return { host, folder, knowledge: await readDurationNormsAndCodeRules(host, config) };
}

test('P811-41: reads the norms and rules of a project from its configuration', async () => {
  const { host, folder, knowledge } = await knowledgeOf({
    'perf-harness.config.yaml': CONFIG,
    'perf/rules/copies.yaml': RULE,
    'more/other.yml': RULE.replaceAll('cloneDeep', 'copyAll').replace('lodash-clone', 'copy-all'),
    'src/a.ts':
      'import { cloneDeep } from "lodash";\nexport const a = (b: object) => cloneDeep(b);\n',
  });
  expect(knowledge.rules.map(({ id }) => id)).toEqual(['lodash-clone-deep', 'copy-all-deep']);
  expect(knowledge.norms['query-indexed']).toMatchObject({ highMs: 4, typicalMs: null });
  expect(knowledge.norms.commit).toEqual(INDUSTRY_NORMS.commit);
  const { patterns } = await readCode(host, folder, { rules: knowledge.rules });
  expect(patterns).toMatchObject([
    { rule: 'lodash-clone-deep', file: 'src/a.ts', line: 2, message: 'b is copied by cloneDeep.' },
  ]);
});

test('uses the built-in norms when the project configures nothing', async () => {
  const { knowledge } = await knowledgeOf({});
  expect(knowledge).toEqual({ norms: INDUSTRY_NORMS, rules: [] });
});

test.each([
  ['a place without rules', {}, 'but no rule files were found there'],
  ['a rule that is none', { 'perf/rules/a.yml': 'id: A B\n' }, 'must be kebab-case'],
])('refuses %s and names its file', async (_, files, message) => {
  const refused = readUserError(
    knowledgeOf({ 'perf-harness.config.yaml': 'codeRules: perf/rules/\n', ...files }),
  );
  expect(await refused).toContain(message);
});
