import { stripVTControlCharacters } from 'node:util';
import type { Failure } from '../../harness/model/trial.ts';

/** Lines of an output that are told: those of an error stand at the end, with its stack behind it. */
const MOST_LINES = 3;
/** Characters of them, so that a finding stays a sentence. */
const MOST_LENGTH = 300;
/** Where an error was thrown, and what Node.js says around it. */
const AROUND_AN_ERROR = /^\s+at |^Node\.js v\d|^\s*\^+\s*$|^\s*[{}]\s*$|^node:internal\//;
/** `TypeError: …`, `Error [ERR_MODULE_NOT_FOUND]: …`, `psycopg.OperationalError: …` */
const ERROR_LINE = /^(?:Uncaught )?[\w.]*(?:Error|Exception)\b.*:/;

/** What went wrong, with the last that the program printed: it knows better than anybody else. */
export function failureSentence({ message, output = '' }: Failure): string {
  const lines = stripVTControlCharacters(output)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '' && !AROUND_AN_ERROR.test(line))
    .map((line) => line.trim());
  const thrown = lines.findLast((line) => ERROR_LINE.test(line));
  const said = (thrown === undefined ? lines.slice(-MOST_LINES) : [thrown]).join(' / ');
  if (said === '') return message;
  const short = said.length > MOST_LENGTH ? `${said.slice(0, MOST_LENGTH - 1)}…` : said;
  return `${message}; it printed: ${short}`;
}
