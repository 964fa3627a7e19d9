import { relative, sep } from 'node:path';
import {
  display,
  measure,
  type ScenarioEvidence,
  shortCommit,
  UserError,
} from 'perf-harness/plugin';
import { isExcludedFile } from '../scoring/excluded-files.ts';
import type { GateCheck } from './gate-check-types.ts';
import { compareOperations, isGrown, judgeStatements } from './judge-statements-since-base.ts';

/**
 * Runs the tests on the base and on the head, and compares the SQL statements of each kind of
 * request and of each function that tests call. A rise is confirmed by one more run of either side.
 */
export const countStatements: GateCheck['prepare'] = async ({ host, config, value, project }) => {
  const limit = Number(value);
  const { root } = config;
  const command = measure.findSuiteCommand(host, root);
  if (command === null) {
    throw new UserError({
      code: 'no-tests-to-count-statements',
      message: `There are no tests whose SQL statements could be counted: no test command was found in ${root}.`,
      remedy: 'Add a test script to package.json, or omit --statements.',
    });
  }
  return async ({ commit: base }, signal) => {
    const observe = (commit: string | null): Promise<ScenarioEvidence> =>
      measure.observeTests(host, {
        root,
        command: null,
        isTestCode: isExcludedFile,
        commit,
        signal,
      });
    const words = ['perf-harness', 'audit', '--with-tests', '--changed', shortCommit(base)];
    const reproduce = [...words, ...project].map(display.quoteCommandWord).join(' ');
    const pathOf = (file: string): string => relative(root, file).split(sep).join('/');
    try {
      const heads = [await observe(null)];
      const bases = [await observe(base)];
      const seen = compareOperations(bases, heads, pathOf);
      if (seen.changes.some((change) => isGrown(change, limit))) {
        heads.push(await observe(null));
        bases.push(await observe(base));
      }
      const [problem] = [...heads, ...bases].flatMap(({ findings }) => findings);
      const counts = compareOperations(bases, heads, pathOf);
      const incomplete = problem?.message ?? null;
      return judgeStatements({ ...counts, command, incomplete }, limit, reproduce);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const counts = { changes: [], added: 0, command, incomplete: error.message };
      return judgeStatements(counts, limit, reproduce);
    }
  };
};
