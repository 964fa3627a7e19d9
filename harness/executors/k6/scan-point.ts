/** A point of a metric as far as most of them are needed: without its tags. */
export interface ScannedPoint {
  readonly metric: string;
  /** As k6 writes it, RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly value: number;
}

const METRIC = '{"metric":"';
const TIME = '","type":"Point","data":{"time":"';
const VALUE = '","value":';
const [QUOTE, COMMA] = ['"', ','];

/** Ends of a line that does not break off: its tags, or none, then the data and the line itself. */
function isWhole(line: string): boolean {
  return line.endsWith('}}}') || line.endsWith('null}}');
}

/**
 * Reads a point out of a line in the form that k6 has written since its version 0.26
 * (output/json/wrapper.go), without making an object of it: there are millions, and most have tags
 * that nobody asks for. null: the line has another form, and is to be parsed.
 */
export function scanPoint(line: string): ScannedPoint | null {
  if (!line.startsWith(METRIC) || !isWhole(line)) return null;
  const nameEnd = line.indexOf(QUOTE, METRIC.length);
  const metric = line.slice(METRIC.length, nameEnd);
  // A name with escapes in it is left to the parser.
  if (!line.startsWith(TIME, nameEnd) || metric.includes('\\')) return null;
  const timeStart = nameEnd + TIME.length;
  const timeEnd = line.indexOf(QUOTE, timeStart);
  if (!line.startsWith(VALUE, timeEnd)) return null;
  const valueStart = timeEnd + VALUE.length;
  const value = Number(line.slice(valueStart, line.indexOf(COMMA, valueStart)));
  if (Number.isNaN(value)) return null;
  return { metric, time: line.slice(timeStart, timeEnd), value };
}
