import { expect, test } from 'vitest';
import { analysisTable, type CandidateResult } from '../../bench/analysis-trial/analysis-table.ts';
import {
  judgeAnswer,
  parseJsonLines,
  type TrialQuestion,
  trialQuestions,
} from '../../bench/analysis-trial/trial-questions.ts';
import { readRepositoryFile } from '../repository/read-repository-sources.ts';

const about = (...truth: string[]): TrialQuestion => ({
  id: 0,
  kind: 'reach',
  repository: 'owner/name',
  file: 'a.ts',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 2,
  text: 'a',
  truth,
});

const results = parseJsonLines<CandidateResult>(
  readRepositoryFile('bench/analysis-trial/results.jsonl'),
);

test('includes the table of the trial results in the page on reading code', () => {
  expect(readRepositoryFile('docs/decisions/0068-reading-code.md')).toContain(
    analysisTable(results),
  );
});

test('asks every reader of a language the same questions', () => {
  for (const { language, kinds } of results) {
    const asked = Object.values(kinds).reduce(
      (sum, { right, wrong, none }) => sum + right + wrong + none,
      0,
    );
    expect(asked).toBe(language === 'script' ? 144 : 97);
  }
  expect(trialQuestions).toHaveLength(241);
});

test('judges an answer right when package and last name agree', () => {
  const truth = about('package:sqlalchemy.Query');
  expect(judgeAnswer(truth, 'package:sqlalchemy.orm.Query')).toBe('right');
  expect(judgeAnswer(truth, 'package:sqlalchemy.Session')).toBe('wrong');
  expect(judgeAnswer(truth, 'package:sqlmodel.Query')).toBe('wrong');
  expect(judgeAnswer(truth, null)).toBe('none');
});
