/** A gate over a thousand comparisons with all of its runs, which exceeds the longest string. */
import { describe, expect, test } from 'vitest';
import { writeReports } from '../../cli/output/write-reports-to-files-and-terminal.ts';
import { htmlReporter } from '../../reports/html-reporter.ts';
import { jsonReporter } from '../../reports/json-reporter.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { addRuns, createLargeGateReport } from './large-gate-report.ts';

const PLAIN = { width: 80, color: false };
/** Longest string in V8, characters. */
const ONE_STRING = 2 ** 29 - 24;

describe('half a gigabyte of runs of a gate over 1,000 comparisons', () => {
  const whole = addRuns(createLargeGateReport());

  test('is written as JSON although no string could hold it', () => {
    let [length, longest] = [0, 0];
    for (const part of jsonReporter.parts?.(whole, PLAIN) ?? []) {
      length += part.length;
      longest = Math.max(longest, part.length);
    }
    expect(length).toBeGreaterThan(ONE_STRING);
    expect(longest).toBeLessThan(ONE_STRING / 100);
    const { host } = createInMemoryHost();
    const targets = [{ reporter: jsonReporter, place: { file: '/dev/null' }, isVerbose: false }];
    writeReports(host, targets, whole, { baseline: null });
  });

  test('is a page that a browser opens', () => {
    const text = htmlReporter.render(whole, PLAIN);
    expect(text.length).toBeLessThan(100_000_000);
    expect(text.match(/<section/g)?.length).toBeGreaterThan(1_000);
  });
});
