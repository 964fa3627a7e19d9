import { readers } from 'perf-harness/plugin';
import { ImportProblem } from '../importer.ts';
import type { SeriesSet } from './prometheus-series.ts';

/** A line with more characters is of no exposition. */
const LONGEST_LINE = 1_000_000;
/** A moment in seconds stays below it until the year 5138. */
const SECONDS_BELOW = 1e11;

/**
 * Reads one scrape, in Prometheus' text format or in OpenMetrics.
 * @returns True if the last line is incomplete.
 * @throws ImportProblem with the number of an invalid line.
 */
export async function readExposition(
  lines: AsyncIterable<string>,
  into: SeriesSet,
): Promise<boolean> {
  let [number, isTorn] = [0, false];
  for await (const line of lines) {
    number += 1;
    // Only the last line may be incomplete.
    if (isTorn) throw new ImportProblem(`line ${number - 1} is not a Prometheus sample`);
    if (line.length > LONGEST_LINE) throw new ImportProblem(`line ${number} is longer than 1 MB`);
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const sample = readers.parsePrometheusSample(text);
    isTorn = sample === null;
    if (sample === null) continue;
    const { name, labels, value, time } = sample;
    const ms = time !== null && time < SECONDS_BELOW ? time * 1_000 : time;
    into.add(name, new Map(readers.parsePrometheusLabels(labels)), { ms, value });
  }
  return isTorn;
}
