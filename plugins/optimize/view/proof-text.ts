import { shortCommit } from 'perf-harness/plugin';
import { fitLines, shortenText } from '../brief/fit-lines-into-budget.ts';
import type { Proof } from '../document/proof-document.ts';
import { describeChange } from '../prove/describe-change.ts';
import { proofChecks } from './proof-checks.ts';

/** Characters of an answer: 300 tokens. */
const MOST = 1_200;
const LONGEST_LINE = 400;

/** Text of a proof for agents: its outcome, and a line for each check while there is room. */
export function proofText(proof: Proof): string {
  const { outcome, change, base } = proof;
  const lines = [
    `${outcome}: ${describeChange(change)} against ${shortCommit(base)}`,
    ...proofChecks(proof).map(({ name, result, evidence }) => `${name} ${result}: ${evidence}`),
  ];
  const { shown } = fitLines(lines.map(short), MOST, (line) => line);
  return `${shown.join('\n')}\n`;
}

function short(line: string): string {
  return shortenText(line, LONGEST_LINE);
}
