import type { Files } from '../../harness/host/file-operations.ts';

/** Lines in one part. */
const LINES = 5_000;

/** A reader of files that do not exist: parts of an access log, each line for a path that no other has. */
export function generateDistinctEndpointLog(
  lines: number,
  start: number,
): Pick<Files, 'readByteParts'> {
  return {
    readByteParts: async function* () {
      for (let from = 0; from < lines; from += LINES) {
        let text = '';
        for (let number = from; number < Math.min(from + LINES, lines); number += 1)
          text += lineOf(number, start);
        yield Buffer.from(text);
      }
    },
  };
}

/** Returns a log line. Half the paths have identifiers, which are folded, half distinct words. */
function lineOf(number: number, start: number): string {
  const path = number % 2 === 0 ? `/orders/${number}` : `/pages/${wordOf(number)}`;
  const at = new Date(start + (number % 3_600) * 1000).toISOString();
  return `10.0.0.1 - - [24/Nov/2026:${at.slice(11, 19)} +0000] "GET ${path} HTTP/1.1" 200 12 "-" "-" 0.120\n`;
}

/** Returns a number as letters only, so that it is not recognized as an identifier. */
function wordOf(number: number): string {
  return number.toString(10).replace(/\d/gu, (digit) => 'abcdefghij'[Number(digit)] ?? '');
}
