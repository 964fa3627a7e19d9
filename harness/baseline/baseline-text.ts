import type { Baseline } from '../model/documents/baseline.ts';

/** Columns that a value may take on one line. */
const WIDTH = 100;

/**
 * A baseline as its file holds it, made for diffs: indented by two, but what fits on a line stays
 * on one, and so does any list of plain numbers or words.
 */
export function baselineText(baseline: Baseline): string {
  return `${print(baseline, '')}\n`;
}

function print(value: unknown, indent: string): string {
  const compact = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return compact;
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (isPlainList || indent.length + compact.length <= WIDTH) return compact;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`;
  }
  const lines = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${inner}${JSON.stringify(key)}: ${print(item, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
